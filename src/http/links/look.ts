import { actorOf } from '../../acts/act.ts';
import { linkState } from '../../acts/link.ts';
import type { ActDeps } from '../../acts/perform.ts';
import { LINES_OF_LINK, LINK_LIFE, type Link, type LinkState } from '../../domain/link.ts';
import type { Policy } from '../../domain/policy.ts';
import { deriveClocks } from '../../domain/promise/derive.ts';
import { nearestPromise, riskOf, sayPromise } from '../../domain/promise/risk.ts';
import { viewClock } from '../../domain/promise/view.ts';
import { sayTime, sayWhen } from '../../domain/say-time.ts';
import { sayLine, soNow } from '../../domain/so-now.ts';
import type { Instant } from '../../domain/time.ts';
import { briefsOf, type BriefRow } from '../../store/briefs.ts';
import { eventsOf } from '../../store/events.ts';
import { lastLinesOf } from '../../store/lines.ts';
import { ticketBy, type TicketRow } from '../../store/tickets.ts';
import { fieldsOf, WORDS, type Typed } from './forms.ts';
import type { Page } from './page.ts';

/** A page with its HTTP status. */
export type Shown = { readonly status: number; readonly page: Page };

export type LookDeps = {
  readonly acts: ActDeps;
  readonly levels: Policy['levels'];
  /** the value of the hidden field for a token */
  readonly field: (token: string) => string;
};

const BARE: Omit<Page, 'title' | 'lead'> = {
  ticket: null,
  facts: [],
  call: null,
  problem: null,
  form: null,
  foot: null,
};

/** A page about no ticket. */
export function barePage(title: string, text: string): Page {
  return { ...BARE, title, lead: { tone: 'plain', text } };
}

/** What a link's page shows at this moment: the form while the link may be used, else what is so now. `problem`: why the form was refused. */
export async function lookAt(
  deps: LookDeps,
  token: string,
  link: Link,
  refused: { readonly problem: string | null; readonly typed: Typed },
): Promise<Shown> {
  const { db, staff } = deps.acts;
  const now = deps.acts.now();
  const ticket = await ticketBy(db, link.reference);
  const actor = actorOf(staff, link.person);
  if (ticket === null)
    return { status: 410, page: barePage('The ticket is gone', 'The ticket of this link is not kept any more.') };
  if (actor === null)
    return {
      status: 410,
      page: barePage('This link is closed', 'Whoever it was sent to does not work here any more.'),
    };
  const zone = deps.acts.terms.current.terms.calendar.timezone;
  const state = await linkState(db, link, ticket, now);
  const lines = await lastLinesOf(db, ticket.id, LINES_OF_LINK);
  const facts = soNow({ ticket, lines, staff }, { now, zone });
  if (state.is !== 'open') return closed(deps, link, ticket, state, facts);
  const brief = (await briefsOf(db, [ticket.id])).get(ticket.id);
  const words = WORDS[link.verb];
  const call = brief === undefined ? null : callOf(brief);
  return {
    status: refused.problem === null ? 200 : 422,
    page: {
      title: words.title,
      ticket: shown(ticket, deps.levels),
      lead: await promiseOf(deps, ticket),
      facts,
      call,
      problem: refused.problem,
      form: {
        field: deps.field(token),
        fields: fieldsOf(
          link,
          {
            level: ticket.confirmedLevel ?? ticket.suggestedLevel,
            isConfirmed: ticket.confirmedLevel !== null,
            levels: deps.levels,
            number: call?.number ?? null,
          },
          refused.typed,
        ),
        button: words.button,
        does: words.does,
      },
      foot: `You are ${actor.name}. This link works once, until ${sayTime(link.madeAt + LINK_LIFE, { now, zone })}.`,
    },
  };
}

/** The page of a link that may not be used: of what is too old no more is shown than how it stands. */
function closed(
  deps: LookDeps,
  link: Link,
  ticket: TicketRow,
  state: Exclude<LinkState, { is: 'open' }>,
  facts: readonly string[],
): Shown {
  const now = deps.acts.now();
  const when = { now, zone: deps.acts.terms.current.terms.calendar.timezone };
  const page = { ...BARE, ticket: shown(ticket, deps.levels), title: WORDS[link.verb].title, facts };
  switch (state.is) {
    case 'used':
      return {
        status: 200,
        page: { ...page, lead: { tone: 'done', text: `${sayWhen(state.at, when)}: ${state.words}.` } },
      };
    case 'already':
      return { status: 200, page: { ...page, lead: { tone: 'done', text: 'You have it already.' } } };
    case 'overtaken': {
      const by = sayLine(state.by, deps.acts.staff, when);
      const lead = { tone: 'plain', text: `${by} Nothing is left to do here.` } as const;
      return { status: 200, page: { ...page, lead, facts: facts.filter((fact) => fact !== by) } };
    }
    case 'closed':
      return {
        status: 200,
        page: { ...page, lead: { tone: 'plain', text: facts.join(' ') }, facts: [`Not done: ${state.why}.`] },
      };
    case 'expired':
      return {
        status: 410,
        page: {
          ...page,
          ticket: { reference: ticket.reference, subject: null, requester: null, level: null },
          lead: {
            tone: 'plain',
            text: `This link ended ${sayWhen(link.madeAt + LINK_LIFE, when)}. Open the ticket instead.`,
          },
        },
      };
    default:
      return state satisfies never;
  }
}

function shown(ticket: TicketRow, levels: LookDeps['levels']): Page['ticket'] {
  const { reference, subject, requesterName, requesterAddress, confirmedLevel, suggestedLevel } = ticket;
  const who = [requesterName, requesterAddress].filter((part) => part !== '').join(' · ');
  const is = confirmedLevel ?? suggestedLevel;
  const level = { is, name: levels[is].name, isConfirmed: confirmedLevel !== null };
  return { reference, subject, requester: who === '' ? null : who, level };
}

/** The nearest promise, with how near it is. */
async function promiseOf({ acts }: LookDeps, ticket: TicketRow): Promise<Page['lead']> {
  const { db, terms } = acts;
  const now: Instant = acts.now();
  const promises = ticket.termsVersion === null ? terms.current : await terms.of(db, ticket.termsVersion);
  const standing = deriveClocks((await eventsOf(db, [ticket.id])).get(ticket.id) ?? [], promises, now);
  if (standing === null) return null;
  const view = nearestPromise(standing.clocks.map((clock) => viewClock(clock, standing, promises, now)));
  if (view === null) return null;
  const zone = promises.business.spec.timezone;
  return { tone: riskOf(view), text: sayPromise(view, { now, zone, waitingSince: standing.waitingSince }) };
}

function callOf({ contactPhone, housePhone, requesterName, requesterAddress, customer }: BriefRow): Page['call'] {
  const number = contactPhone ?? housePhone;
  if (number === null) return null;
  const name = contactPhone === null ? (customer?.name ?? '') : requesterName || requesterAddress;
  return { name, number };
}
