import { hostname as systemName } from 'node:os';

import { createBackoff, pause } from '../lib/backoff.ts';
import { sentenceOf } from '../lib/fault.ts';
import type { Log } from '../lib/log.ts';
import { gather } from './gather.ts';
import type { Deliver, Source } from './port.ts';
import { createBudget } from './smtp/collect.ts';
import { createMailboxOf } from './smtp/recipients.ts';
import { openServer } from './smtp/server.ts';

export type SmtpListenerOptions = {
  readonly kind: 'smtp' | 'lmtp';
  readonly settings: {
    readonly host: string;
    /** 0 takes a free one */
    readonly port: number;
    readonly tls_cert_file: string | null;
    readonly tls_key_file: string | null;
    readonly max_clients: number;
  };
  readonly mailboxes: readonly { readonly id: string; readonly addresses: readonly string[] }[];
  readonly limits: { readonly messageBytes: number };
  readonly deliver: Deliver;
  readonly log: Log;
  /** the name in our greeting; the system's own when left out */
  readonly hostname?: string;
  /** ms since 1970 */
  readonly now?: () => number;
  /** what all connections together may hold of mail, bytes */
  readonly memoryBytes?: number;
  /** for tests: how long to wait, ms */
  readonly timeouts?: Partial<Timeouts>;
};

export type Timeouts = {
  /** of silence from a client (RFC 5321 §4.5.3.2 asks for minutes towards strangers; our clients are mail servers next door) */
  readonly idleMs: number;
  /** from a client's connection, or its last message, to the end of the next one */
  readonly patienceMs: number;
  /** for those who are in the midst of a message when we stop */
  readonly closeMs: number;
};

export const TIMEOUTS: Timeouts = { idleMs: 60_000, patienceMs: 600_000, closeMs: 5_000 };

/** Room for mail that is being received or waits for its commit: four of the largest size, and never so little that small ones crowd. */
const memoryFor = (messageBytes: number): number => Math.max(messageBytes * 4, 64_000_000);

/**
 * Listens for mail over SMTP (RFC 5321) or LMTP (RFC 2033) and answers 250 only when it is kept. Takes mail for our own
 * addresses alone, so it cannot be used as a relay. `run` listens until it is told to stop; a port that is taken is an
 * outage: it is logged and tried again. Nothing ever waits here, so `drain` has nothing to read.
 */
export function smtpListener(
  options: SmtpListenerOptions,
): Source & { /** the port it listens on, 0 while it does not */ port(): number } {
  const { kind, settings, log } = options;
  const name = `${kind}:${settings.host}:${settings.port}`;
  const budget = createBudget(options.memoryBytes ?? memoryFor(options.limits.messageBytes));
  let port = 0;

  return Object.freeze({
    name,
    port: () => port,

    async drain() {
      return { received: 0, repeats: 0 };
    },

    async run(signal: AbortSignal) {
      const backoff = createBackoff({ firstMs: 1_000, factor: 2, ceilingMs: 30_000 });
      while (!signal.aborted) {
        try {
          const server = await openServer({
            kind,
            settings,
            messageBytes: options.limits.messageBytes,
            hostname: options.hostname ?? systemName(),
            now: options.now ?? Date.now,
            timeouts: { ...TIMEOUTS, ...options.timeouts },
            mailboxOf: createMailboxOf(options.mailboxes),
            deliver: gather(options.deliver),
            budget,
            log,
          });
          port = server.port;
          log.info({ source: name, port }, 'listening');
          await aborted(signal);
          await server.close();
          port = 0;
        } catch (error) {
          log.error(
            { source: name, reason: sentenceOf(error) },
            `${name} cannot listen; it will be tried again. Mend listen.${kind} or free the port`,
          );
          await pause(backoff.next(), signal);
        }
      }
    },
  });
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });
}
