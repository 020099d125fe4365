import type { Kept } from '../../domain/board/kept.ts';

/** How pressing something is. Always said by word and shape as well: many people do not see the colours. */
export type Tone = 'late' | 'down' | 'now' | 'soon' | 'fine' | 'waiting' | 'plain';

export type Fact = {
  readonly label: string;
  /** `\n` begins a new line */
  readonly value: string;
  /** E.164: part of the value becomes a link that dials */
  readonly phone?: string | null;
};

/** A link; its label says what happens. Left out where there is no page. */
export type Link = { readonly label: string; readonly url: string | null };

/** One ticket in a list. */
export type Row = {
  readonly tone: Tone;
  /** what is the matter, e.g. `call back 12 min late, was due 13:53 EST` */
  readonly state: string;
  /** `2?` */
  readonly mark: string;
  readonly reference: string;
  /** the customer's subject, clean */
  readonly title: string;
  readonly notes: readonly string[];
  readonly url: string | null;
};

export type Option = Link & { readonly short: string; readonly chosen: boolean };

export type Bar = Kept & { readonly label: string };

/** What a mail is made of. The same blocks become HTML and plain text, so that neither says less. */
export type Block =
  /** the sentence that matters, below the heading */
  | { readonly kind: 'lead'; readonly tone: Tone; readonly text: string }
  | { readonly kind: 'heading'; readonly text: string }
  | { readonly kind: 'paragraph'; readonly text: string }
  /** words of a person of ours that stand out */
  | { readonly kind: 'panel'; readonly text: string }
  | { readonly kind: 'facts'; readonly rows: readonly Fact[] }
  /** words of the customer, clean */
  | { readonly kind: 'quote'; readonly title: string; readonly text: string; readonly note: string | null }
  | { readonly kind: 'tickets'; readonly rows: readonly Row[]; readonly more: number }
  | { readonly kind: 'bars'; readonly rows: readonly Bar[] }
  /** the last periods beside each other, oldest first */
  | { readonly kind: 'trend'; readonly rows: readonly Bar[] }
  /** first column is the name of the row, the others are numbers */
  | { readonly kind: 'table'; readonly head: readonly string[]; readonly rows: readonly (readonly string[])[] }
  /** what can be done: the first is the main thing */
  | { readonly kind: 'links'; readonly links: readonly Link[] }
  /** one of several, e.g. the six levels; `short` is shown where room is scarce */
  | { readonly kind: 'choice'; readonly title: string; readonly options: readonly Option[] };

/** A whole mail. */
export type Page = {
  readonly subject: string;
  readonly preheader: string;
  /** whose mail it is, above the heading */
  readonly house: string;
  /** null for a letter that one person writes to another */
  readonly title: string | null;
  readonly blocks: readonly Block[];
  readonly small: readonly string[];
};

/** Sign and word of a tone; null for one that says nothing. */
export const TONES: Readonly<Record<Tone, { readonly sign: string; readonly word: string } | null>> = {
  late: { sign: '■', word: 'Late' },
  down: { sign: '✕', word: 'Not working' },
  now: { sign: '▲', word: 'Now' },
  soon: { sign: '◆', word: 'Soon' },
  fine: { sign: '●', word: 'On time' },
  waiting: { sign: '‖', word: 'Waiting' },
  plain: null,
};

/** `https` and `http` only: anything else is no page of ours, and a mail without a link is better than none. */
export function isPage(url: string | null): url is string {
  return url !== null && /^https?:\/\/[\x21-\x7e]{1,800}$/u.test(url);
}
