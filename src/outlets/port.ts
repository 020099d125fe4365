import type { Outgoing } from '../domain/outgoing.ts';

/** What became of one attempt to hand a mail over. Only `sent` and `failed` are final. */
export type Attempt =
  | { readonly outcome: 'sent'; /** the server's own words, for the journal */ readonly response: string }
  /** temporary. `counts: false` when the mail is not to blame (no connection, DNS): such attempts never exhaust it. */
  | { readonly outcome: 'retry'; readonly counts: boolean; readonly reason: string }
  /** permanent: will not be tried again */
  | { readonly outcome: 'failed'; readonly reason: string }
  /** the account, not the mail, is refused (bad password): stop sending through it and tell the operator */
  | { readonly outcome: 'paused'; readonly reason: string }
  /** the connection broke after the mail may have been accepted: nobody can know (RFC 1047) */
  | { readonly outcome: 'unknown'; readonly reason: string };

/** The face of every way out. */
export type Outlet = {
  readonly name: string;
  /** Never rejects: whatever goes wrong is an outcome. Aborting gives `unknown` or `retry`, whichever is true. */
  send(mail: Outgoing, signal: AbortSignal): Promise<Attempt>;
  close(): Promise<void>;
};
