import { newText, textOf, type Segment } from '../../domain/message.ts';
import type { Instant } from '../../domain/time.ts';
import type { Dossier } from '../../store/dossier.ts';

/** One thing that was said between the customer and us. */
export type Said = {
  readonly id: string;
  readonly at: Instant;
  readonly by: 'you' | 'us';
  readonly text: string;
  /** what it quotes, and how it is signed; '' for nothing */
  readonly history: string;
};

/** Letters that a person of ours wrote to them. */
const OURS = ['question', 'reply', 'resolution', 'workaround', 'commitment'];
const GONE_OUT = ['sent', 'unknown'];

/** What came from this address on a ticket, and what went to it. A mail that was proved not to come from there is not theirs. `address` in lower case. */
export function talkOf({ messages, sent, journal }: Dossier, address: string): readonly Said[] {
  const typed = typedIn(journal);
  return [
    ...messages
      .filter(
        ({ fromAddress, byStaff, trust }) =>
          fromAddress.toLowerCase() === address && byStaff === null && trust !== 'failed',
      )
      .map((mail): Said => ({ id: `m${mail.id}`, at: mail.at, by: 'you', ...toldIn(mail) })),
    ...sent.filter((mail) => OURS.includes(mail.kind) && wentTo(mail, address)).map((mail) => ofUs(mail, typed)),
  ];
}

/** The newest question of ours that went to this address; null: there is none. */
export function questionTo({ sent, journal }: Dossier, address: string): Said | null {
  const asked = sent.findLast((mail) => mail.kind === 'question' && wentTo(mail, address));
  return asked === undefined ? null : ofUs(asked, typedIn(journal));
}

/** What a person typed, by the letter that it went into: the letter around it says nothing new. */
function typedIn(journal: Dossier['journal']): ReadonlyMap<string, string> {
  return new Map(
    journal.flatMap(({ detail: { letter, text } }) =>
      typeof letter === 'string' && typeof text === 'string' ? [[letter, text] as const] : [],
    ),
  );
}

function ofUs({ id, at, text }: Dossier['sent'][number], typed: ReadonlyMap<string, string>): Said {
  return { id, at, by: 'us', text: typed.get(id) ?? text, history: '' };
}

function wentTo({ to, state }: Dossier['sent'][number], address: string): boolean {
  return to.toLowerCase() === address && GONE_OUT.includes(state);
}

/** What is new in a mail, and what was forwarded in it for us to read; the rest folds. */
function toldIn({ body, segments }: { readonly body: string; readonly segments: readonly Segment[] }) {
  const mail = { text: body, segments };
  const some = (...texts: readonly string[]): string => texts.filter((text) => text !== '').join('\n\n');
  const text = some(newText(mail), textOf(mail, 'forwarded'));
  return text === ''
    ? { text: body, history: '' }
    : { text, history: some(textOf(mail, 'signature'), textOf(mail, 'quoted')) };
}
