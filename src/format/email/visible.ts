import type { Buffer } from 'node:buffer';
import { bodyOf } from './body.ts';
import type { Invitation } from './calendar.ts';
import type { ParsedNode } from './parse.ts';
import type { PlacedPart } from './places.ts';

/** The text of a mail before cleaning; `passedOn` when it is that of an attached mail, because the mail itself says nothing. */
export type Visible = { readonly text: string; readonly passedOn: boolean };

/**
 * What there is to read: the body; where that is empty, the invitation; where there is none either, the one mail that is attached,
 * which then is what the sender wanted to pass on.
 */
export async function visibleText(
  root: ParsedNode,
  invitation: Invitation | null,
  parts: readonly PlacedPart[],
  readInner: (raw: Buffer) => Promise<string>,
): Promise<Visible> {
  const own = bodyOf(root);
  if (own.trim() !== '') return { text: own, passedOn: false };
  if (invitation && invitation.text !== '') return { text: invitation.text, passedOn: false };
  const mails = parts.filter(({ declared }) => declared === 'message/rfc822');
  if (mails.length !== 1) return { text: '', passedOn: false };
  const text = await readInner(mails[0]!.content());
  return { text, passedOn: text.trim() !== '' };
}
