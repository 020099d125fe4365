import { isOutside } from '../../domain/customer.ts';
import { PAGE_LIFE, WISH_EVERY, type CustomerLinks } from '../../domain/customer-link.ts';
import { stageOf } from '../../domain/lifecycle.ts';
import type { Policy } from '../../domain/policy.ts';
import { deriveClocks } from '../../domain/promise/derive.ts';
import { spokenIn } from '../../domain/promise/spoken.ts';
import { viewClock } from '../../domain/promise/view.ts';
import type { Instant } from '../../domain/time.ts';
import type { ActDeps } from '../../acts/perform.ts';
import { dossierOf, type Dossier } from '../../store/dossier.ts';
import type { TicketRow } from '../../store/tickets.ts';
import { levelWords, promiseOf, standsOf, type Promised } from './stands.ts';
import { questionTo, talkOf, type Said } from './talk.ts';

export type LookDeps = {
  readonly acts: ActDeps;
  readonly links: CustomerLinks;
  readonly policy: Pick<Policy, 'levels' | 'mailboxes' | 'phone' | 'reopenWithin' | 'serviceHours'>;
};

/** What a customer is shown of their request: of it alone, and nothing that was said to or by others. */
export type CustomerView = {
  /** the request that the page is of */
  readonly ticket: TicketRow;
  /** how it stands, a sentence each */
  readonly stands: readonly string[];
  /** what we asked, while we wait for the answer */
  readonly question: Said | null;
  /** what we promised, and whether it is late */
  readonly promise: Promised | null;
  readonly talk: readonly Said[];
  /** who above us was told last by a person's wish, and when */
  readonly told: { readonly title: string; readonly at: Instant } | null;
  /** number of the request that a wish to have it sooner is for, this one or the one that it went on in; null: none can be made now */
  readonly wishFor: string | null;
  /** it may be said to be solved */
  readonly maySolve: boolean;
  /** it was solved so long ago that what is written now makes a new request */
  readonly isPast: boolean;
};

/** Reads what the page of a token shows now; null for no link of ours, and for one that ended: neither tells anything. */
export async function lookAt(deps: LookDeps, token: string, now: Instant): Promise<CustomerView | null> {
  const { acts, links, policy } = deps;
  const reference = links.ticketOf(token);
  const own = reference === null ? null : await dossierOf(acts.db, reference);
  if (own === null || !links.isFor(token, own.ticket.requesterAddress)) return null;
  const address = own.ticket.requesterAddress.toLowerCase();
  const way = await wayOf(acts, own);
  const last = way.at(-1)!;
  const { resolvedAt } = last.ticket;
  if (resolvedAt !== null && now - resolvedAt > PAGE_LIFE) return null;
  const isPast = resolvedAt !== null && now - resolvedAt > policy.reopenWithin;
  const said = way.flatMap((one) => talkOf(one, address)).toSorted((a, b) => a.at - b.at);
  // of a ticket that it went on in, only who asked for both sees more than that it did
  if (last.ticket.requesterAddress.toLowerCase() !== address)
    return {
      ticket: own.ticket,
      talk: said,
      stands: ['It is handled together with another request. Write below, or call us, if you want to know more.'],
      question: null,
      promise: null,
      told: null,
      wishFor: null,
      maySolve: false,
      isPast,
    };
  const { ticket, cover, events } = last;
  const stage = stageOf(ticket);
  const promises =
    ticket.termsVersion === null ? acts.terms.current : await acts.terms.of(acts.db, ticket.termsVersion);
  const standing = deriveClocks(events, promises, now);
  const clocks = standing === null ? [] : standing.clocks.map((clock) => viewClock(clock, standing, promises, now));
  const spoken = spokenIn(promises.terms.calendar.timezone);
  const told = toldOf(last, acts);
  const isTaken = stage === 'open' || stage === 'waiting';
  const question = stage === 'waiting' ? questionTo(last, address) : null;
  const mayWish =
    isTaken &&
    (told === null || now - told.at >= WISH_EVERY) &&
    (standing?.escalatedTo ?? 0) < acts.staff.ladder.length;
  return {
    ticket: own.ticket,
    // the open question stands above
    talk: said.at(-1)?.id === question?.id ? said.slice(0, -1) : said,
    stands: [
      ...(last === own ? [] : [`It is handled together with your request #${ticket.reference}.`]),
      ...standsOf(ticket, stage, { isPromised: standing !== null, isPast, spoken }),
      ...(isOutside(cover) || stage === 'shelved' ? [] : [levelWords(ticket, policy)]),
    ],
    question,
    promise: isOutside(cover) ? null : promiseOf(clocks, now, spoken),
    told,
    wishFor: mayWish ? ticket.reference : null,
    maySolve: isTaken,
    isPast,
  };
}

/** Merges that are followed; more would be a circle. */
const LONGEST_WAY = 20;

/** The ticket and those that it was merged into, one after the other; the last one goes on. */
async function wayOf({ db }: ActDeps, own: Dossier): Promise<readonly Dossier[]> {
  const way = [own];
  for (let next = own.mergedInto; next !== null && way.length < LONGEST_WAY;) {
    const dossier = await dossierOf(db, next);
    if (dossier === null) break;
    way.push(dossier);
    next = dossier.mergedInto;
  }
  return way;
}

/** Whom a customer's own wish called is said by title; how far up our people carried it by themselves is theirs. */
function toldOf({ events }: Dossier, { staff }: ActDeps): CustomerView['told'] {
  const last = events.findLast((event) => event.kind === 'escalated');
  if (last === undefined) return null;
  const title = last.by === 'customer' ? staff.ladder[last.rung - 1]?.title : undefined;
  return { title: title ?? 'The person in charge', at: last.at };
}
