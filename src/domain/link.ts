import { refusal, stageOf, type Verb } from './lifecycle.ts';
import type { Level } from './level.ts';
import { HOUR, SECOND, type Instant } from './time.ts';

/** What may be done by a link in a mail, without signing in. Everything else leads to the ticket. */
export const LINK_VERBS = ['take', 'seen', 'called', 'level', 'ask'] as const;
export type LinkVerb = (typeof LINK_VERBS)[number];

/** The act behind each. */
export const ACT_OF_LINK = {
  take: 'take',
  seen: 'seen',
  called: 'contact',
  level: 'level',
  ask: 'ask',
} as const satisfies Readonly<Record<LinkVerb, Verb>>;

/** What a link says already, so that its page needs no more than a button: the level to confirm, the rung that has seen it. */
export type LinkInput = { readonly level?: Level; readonly rung?: number };

/** An action link: one person, one ticket, one verb, one use. */
export type Link = {
  /** random; what is remembered of its use */
  readonly id: string;
  readonly person: string;
  readonly reference: string;
  readonly verb: LinkVerb;
  readonly input: LinkInput;
  readonly madeAt: Instant;
};

/** A mail that lies longer than over a weekend is opened by whoever cleans up, not by who was asked. */
export const LINK_LIFE = 72 * HOUR;

/** Makes links for mails, and knows ours again. */
export type Links = {
  /** The absolute URL; null where the settings name no `public_url`. */
  make(link: {
    readonly person: string;
    readonly reference: string;
    readonly verb: LinkVerb;
    readonly input?: LinkInput;
    readonly now: Instant;
  }): string | null;
  /** What a token says; null unless we made it. */
  read(token: string): Link | null;
  /** The value of the hidden field in the form of a token's page: who posts it has seen the page. */
  field(token: string): string;
  isField(token: string, given: string): boolean;
};

/** A line of a ticket's journal. */
export type Line = {
  readonly at: Instant;
  readonly actor: string;
  readonly act: string;
  readonly detail: Readonly<Record<string, unknown>>;
};

/** Where a link stands: `open` may be used; of the others nothing is done, and its page says what is so instead. */
export type LinkState =
  | { readonly is: 'open' }
  | { readonly is: 'used'; readonly at: Instant; readonly words: string }
  | { readonly is: 'expired' }
  /** what it is for is so already: the person has the ticket */
  | { readonly is: 'already' }
  /** somebody else was faster */
  | { readonly is: 'overtaken'; readonly by: Line }
  /** the ticket is in a stage in which nobody may do this */
  | { readonly is: 'closed'; readonly why: string };

/** Judges a link by what is known of its ticket. `lines`: the last line of each act, see `LINES_OF_LINK`. Pure. */
export function judgeLink(
  link: Link,
  known: {
    readonly ticket: Parameters<typeof stageOf>[0] & { readonly assignee: string | null };
    readonly used: { readonly at: Instant; readonly words: string } | null;
    readonly lines: readonly Line[];
  },
  now: Instant,
): LinkState {
  const { ticket, used } = known;
  if (used !== null) return { is: 'used', ...used };
  if (now >= link.madeAt + LINK_LIFE) return { is: 'expired' };
  const why = refusal(stageOf(ticket), ACT_OF_LINK[link.verb]);
  if (why !== null) return { is: 'closed', why };
  if (link.verb === 'take' && ticket.assignee === link.person) return { is: 'already' };
  const by = overtaker(link, ticket, known.lines);
  return by === null ? { is: 'open' } : { is: 'overtaken', by };
}

const TAKING = ['taken', 'assigned', 'contact_logged'];
const LEVELLING = ['level_confirmed', 'level_raised', 'level_lowered', 'level_corrected'];

/** The acts of which the newest line each tells whether a link was overtaken, and what is so now. */
export const LINES_OF_LINK = [
  ...TAKING,
  ...LEVELLING,
  'asked_customer',
  'alert_seen',
  'resolved',
  'reopened',
  'merged',
];

/** What another did since the link was made, that makes it pointless. A second call or question may be wanted all the same. */
function overtaker(
  link: Link,
  { assignee }: { readonly assignee: string | null },
  lines: readonly Line[],
): Line | null {
  const acts = link.verb === 'take' ? TAKING : link.verb === 'level' ? LEVELLING : [];
  if (link.verb === 'take' && assignee === null) return null;
  const since = lines.filter(({ act, at }) => acts.includes(act) && second(at) > second(link.madeAt));
  return since.toSorted((a, b) => a.at - b.at).at(-1) ?? null;
}

/** A ticket that is assigned in the moment in which its notice is written has not moved on since. */
function second(at: Instant): number {
  return Math.floor(at / SECOND);
}
