import type { Log } from '../../lib/log.ts';
import { createTokens, type TokenProvider } from '../../lib/oauth/tokens.ts';
import type { ImapSettings } from '../../settings/shape.ts';
import type { Deliver, Ledger } from '../port.ts';
import { TIMING, type Timing } from './timing.ts';

/** Counters of one mailbox, for whoever publishes them. */
export type ImapMetrics = {
  add(name: 'received' | 'repeats' | 'rounds' | 'failures', mailbox: string, by: number): void;
};

export type ImapOptions = {
  /** id of the mailbox in the settings */
  readonly mailbox: string;
  readonly settings: ImapSettings;
  readonly limits: { readonly messageBytes: number; readonly oversizeKeptBytes: number };
  readonly deliver: Deliver;
  readonly ledger: Ledger;
  readonly log: Log;
  readonly metrics?: ImapMetrics;
  /** where access tokens come from; when left out, from `settings.oauth`, if that is given */
  readonly tokens?: TokenProvider | null;
  /** other waits than the usual ones, for tests */
  readonly timing?: Partial<Timing>;
};

/** The options with nothing left open; what every file of this folder works with. */
export type Reader = Required<ImapOptions> & { readonly timing: Timing };

const SILENT: ImapMetrics = { add: () => undefined };

/** Fills in what was left out. */
export function readerOf(options: ImapOptions): Reader {
  return Object.freeze({
    metrics: SILENT,
    tokens: tokensOf(options),
    ...options,
    timing: Object.freeze({ ...TIMING, ...options.timing }),
  });
}

/** The access tokens of a mailbox, or null when it has a password. */
export function tokensOf({
  mailbox,
  settings,
  log,
}: Pick<ImapOptions, 'mailbox' | 'settings' | 'log'>): TokenProvider | null {
  const { oauth } = settings;
  return oauth === null ? null : createTokens(oauth, { where: `imap.oauth of mailbox ${mailbox}`, log });
}
