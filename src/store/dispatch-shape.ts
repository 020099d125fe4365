import { z } from 'zod';
import { KINDS, type Dispatch, type OutgoingKind } from '../domain/outgoing.ts';

/*
 * What lies in the outbox was written by this program, but perhaps by an older or a newer one: it is checked when it is
 * read back, so that the sender never hands over half a mail.
 */

const kind = z.enum(Object.keys(KINDS) as [OutgoingKind, ...OutgoingKind[]]);
const address = z.object({ name: z.string(), address: z.string() });

const mail = z.object({
  kind,
  messageId: z.string(),
  date: z.number(),
  from: address,
  to: address,
  envelopeFrom: z.string(),
  replyTo: address.nullable(),
  subject: z.string(),
  text: z.string(),
  html: z.string(),
  inReplyTo: z.string().nullable(),
  references: z.array(z.string()),
  headers: z.record(z.string(), z.string()),
  files: z.array(z.object({ filename: z.string(), type: z.string(), sha256: z.string() })).optional(),
});

const text = z.object({ kind, id: z.string(), to: z.string(), text: z.string() });

const fax = z.object({
  kind,
  id: z.string(),
  to: z.string(),
  toName: z.string(),
  from: z.string(),
  reference: z.string(),
  mark: z.string(),
  subject: z.string(),
  text: z.string(),
  date: z.string(),
});

const event = z.object({ kind, id: z.string(), to: z.string(), body: z.string() });

const dispatch = z.discriminatedUnion('outlet', [
  z.object({ outlet: z.literal('mail'), mail }),
  z.object({ outlet: z.literal('sms'), mail: text }),
  z.object({ outlet: z.literal('fax'), mail: fax }),
  z.object({ outlet: z.literal('webhook'), mail: event }),
]);

/** A row of the outbox that is no message of this program's, and why. */
export type Unreadable = { readonly outlet: 'unreadable'; readonly reason: string };

/** The message of a row of the outbox. Never throws: what cannot be read is told as such. */
export function readDispatch(row: { readonly outlet: string; readonly mail: unknown }): Dispatch | Unreadable {
  const read = dispatch.safeParse(row);
  if (read.success) return read.data;
  const { path, message } = read.error.issues[0]!;
  return { outlet: 'unreadable', reason: `it cannot be read back from the outbox: ${path.join('.')}: ${message}` };
}
