import { isOutside } from '../../domain/customer.ts';
import { PAGE_LIFE, WISH_EVERY, type CustomerLinks } from '../../domain/customer-link.ts';
import { stageOf } from '../../domain/lifecycle.ts';
import { newText } from '../../domain/message.ts';
import type { Policy } from '../../domain/policy.ts';
import { deriveClocks, type Standing } from '../../domain/promise/derive.ts';
import { spokenIn } from '../../domain/promise/spoken.ts';
import { viewClock, type ClockView } from '../../domain/promise/view.ts';
import type { Instant } from '../../domain/time.ts';
import type { ActDeps } from '../../acts/perform.ts';
import { dossierOf, type Dossier } from '../../store/dossier.ts';

export type LookDeps = {
  readonly acts: ActDeps;
  readonly links: CustomerLinks;
  readonly policy: Pick<Policy, 'levels' | 'mailboxes' | 'phone' | 'serviceHours'>;
};

/** One thing that was said between the customer and us. */
export type Said = { readonly at: Instant; readonly by: 'you' | 'us'; readonly text: string };

/** What a customer is shown of their request: of it alone, and nothing that was said to or by others. */
export type CustomerView = {
  readonly dossier: Dossier;
  readonly subject: string;
  /** how it stands, a sentence each */
  readonly stands: readonly string[];
  /** what we promised, and whether it is late */
  readonly promise: { readonly words: string; readonly isLate: boolean } | null;
  readonly talk: readonly Said[];
  /** when a rung was last called for them; null: never, or longer ago */
  readonly calledAt: Instant | null;
  readonly mayWish: boolean;
};

/** `none`: no link of ours, or one that tells nothing any more; `ended`: solved long ago. */
export type Looked =
  | { readonly is: 'open'; readonly view: CustomerView }
  | { readonly is: 'none' }
  | { readonly is: 'ended' };

/** Reads what the page of a token shows now. */
export async function lookAt({ acts, links, policy }: LookDeps, token: string, now: Instant): Promise<Looked> {
  const reference = links.ticketOf(token);
  const own = reference === null ? null : await dossierOf(acts.db, reference);
  if (own === null || !links.isFor(token, own.ticket.reference, own.ticket.requesterAddress)) return { is: 'none' };
  const address = own.ticket.requesterAddress.toLowerCase();
  const going = own.mergedInto === null ? null : await dossierOf(acts.db, own.mergedInto);
  // of a ticket that it went on in, only who asked for both sees more than that it did
  const isTheirs = going !== null && going.ticket.requesterAddress.toLowerCase() === address;
  const dossier = isTheirs ? going : own;
  const { ticket } = dossier;
  if (ticket.resolvedAt !== null && now - ticket.resolvedAt > PAGE_LIFE) return { is: 'ended' };
  const promises =
    ticket.termsVersion === null ? acts.terms.current : await acts.terms.of(acts.db, ticket.termsVersion);
  const standing = deriveClocks(dossier.events, promises, now);
  const clocks = standing === null ? [] : standing.clocks.map((clock) => viewClock(clock, standing, promises, now));
  const spoken = spokenIn(promises.terms.calendar.timezone);
  const calledAt = dossier.events.reduce(
    (last, event) => (event.kind === 'escalated' && event.at > now - WISH_EVERY ? Math.max(last, event.at) : last),
    0,
  );
  const stage = stageOf(ticket);
  const goesOnElsewhere = own.mergedInto !== null && !isTheirs;
  return {
    is: 'open',
    view: {
      dossier: own,
      subject: own.ticket.subject,
      stands: goesOnElsewhere
        ? ['It is handled together with another request. Write below, or call us, if you want to know more.']
        : [
            ...(isTheirs ? [`It is handled together with your request #${ticket.reference}.`] : []),
            ...standsOf(dossier, standing, spoken),
            ...(isOutside(dossier.cover) || stage === 'shelved' ? [] : [levelWords(ticket, policy)]),
          ],
      promise: goesOnElsewhere || isOutside(dossier.cover) ? null : promiseOf(clocks, now, spoken),
      talk: [own, ...(isTheirs ? [going] : [])].flatMap((one) => talkOf(one, address)).toSorted((a, b) => a.at - b.at),
      calledAt: calledAt === 0 ? null : calledAt,
      mayWish:
        !goesOnElsewhere &&
        calledAt === 0 &&
        (stage === 'open' || stage === 'waiting') &&
        (standing?.escalatedTo ?? 0) < acts.staff.ladder.length,
    },
  };
}

type Spoken = ReturnType<typeof spokenIn>;

function standsOf({ ticket }: Dossier, standing: Standing | null, spoken: Spoken): readonly string[] {
  const stage = stageOf(ticket);
  if (stage === 'resolved')
    return [
      `It is solved, since ${spoken.past(ticket.resolvedAt!)}. If it is not, write below: it is open again then.`,
    ];
  if (stage === 'waiting') return ['We asked you something, and wait for your answer.'];
  if (stage === 'shelved' || standing === null) return ['We have it.'];
  return [
    ticket.assignee === null ? 'We have it. Who takes care of it is being decided.' : 'One of us takes care of it.',
  ];
}

function levelWords({ confirmedLevel, suggestedLevel }: Dossier['ticket'], { levels }: LookDeps['policy']): string {
  const level = confirmedLevel ?? suggestedLevel;
  return `It is sorted as “${levels[level].name}” (level ${level} of 6)${confirmedLevel === null ? ', provisionally, until a person has read it' : ''}.`;
}

/** The nearest of what we promised: a call, or to be heard of again. */
function promiseOf(clocks: readonly ClockView[], now: Instant, spoken: Spoken): CustomerView['promise'] {
  const open = clocks.filter(
    ({ metric, metAt, state, dueAt }) =>
      metric !== 'resolution' && metAt === null && state !== 'cancelled' && state !== 'waiting' && dueAt !== null,
  );
  const [next] = open.toSorted((a, b) => a.dueAt! - b.dueAt!);
  if (next === undefined) return null;
  const by = spoken.instant(next.dueAt!, now);
  const isLate = next.dueAt! <= now;
  if (next.metric === 'call_back')
    return {
      isLate,
      words: isLate
        ? `We were to call you back by ${by}. We are late, and sorry for it.`
        : `We call you back by ${by}.`,
    };
  return {
    isLate,
    words: isLate
      ? `You were to hear from us by ${by}. We are late, and sorry for it.`
      : `You hear from us again by ${by}.`,
  };
}

/** Letters that a person of ours wrote to them. */
const OURS = ['question', 'reply', 'resolution', 'workaround', 'commitment'];
const GONE_OUT = ['sent', 'unknown'];

/** What came from this address, and what went to it. */
function talkOf({ messages, sent, journal }: Dossier, address: string): readonly Said[] {
  const typed = new Map(
    journal.flatMap(({ detail: { letter, text } }) =>
      typeof letter === 'string' && typeof text === 'string' ? [[letter, text] as const] : [],
    ),
  );
  return [
    ...messages
      .filter(({ fromAddress, byStaff }) => fromAddress.toLowerCase() === address && byStaff === null)
      .map((mail): Said => ({ at: mail.at, by: 'you', text: newText({ text: mail.body, segments: mail.segments }) })),
    ...sent
      .filter(({ to, kind, state }) => to.toLowerCase() === address && OURS.includes(kind) && GONE_OUT.includes(state))
      .map(({ id, at, text }): Said => ({ at, by: 'us', text: typed.get(id) ?? text })),
  ];
}
