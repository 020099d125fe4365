import type { Outgoing, OutgoingEvent, OutgoingFax, OutgoingText } from '../domain/outgoing.ts';

/** What became of one attempt to hand a message over. Only `sent` and `failed` are final. */
export type Attempt =
  | { readonly outcome: 'sent'; /** the server's own words, for the journal */ readonly response: string }
  /** temporary. `counts: false` when the message is not to blame (no connection, DNS): such attempts never exhaust it. */
  | { readonly outcome: 'retry'; readonly counts: boolean; readonly reason: string }
  /** permanent: will not be tried again */
  | { readonly outcome: 'failed'; readonly reason: string }
  /** the account, not the message, is refused (bad password): stop sending through it and tell the operator */
  | { readonly outcome: 'paused'; readonly reason: string }
  /** the connection broke after the message may have been accepted: nobody can know (RFC 1047) */
  | { readonly outcome: 'unknown'; readonly reason: string };

/** A mail with the bytes that it takes along. */
export type PackedMail = Outgoing & {
  readonly enclosed?: readonly { readonly filename: string; readonly type: string; readonly bytes: Uint8Array }[];
};

/** The face of every way out, for mails, SMS, faxes or events. */
export type Outlet<Sent = PackedMail> = {
  readonly name: string;
  /** Never rejects: whatever goes wrong is an outcome. Aborting gives `unknown` or `retry`, whichever is true. */
  send(message: Sent, signal: AbortSignal): Promise<Attempt>;
  close(): Promise<void>;
};

/** The ways out of a house, one for each kind of message. */
export type Outlets = {
  readonly mail: Outlet;
  readonly sms: Outlet<OutgoingText>;
  readonly fax: Outlet<OutgoingFax>;
  readonly webhook: Outlet<OutgoingEvent>;
};
