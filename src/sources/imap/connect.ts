import { readFile } from 'node:fs/promises';
import { ImapFlow, type AuthOptions, type ImapFlowOptions, type Logger } from 'imapflow';
import { deadline } from '../../lib/deadline.ts';
import { point } from '../../lib/point.ts';
import { withCredentials } from './credentials.ts';
import { CONNECTING, ImapFault, imapFault } from './fault.ts';
import type { Reader } from './options.ts';
import { createSession, type Session } from './session.ts';

/**
 * Opens a new connection and logs in. Rejects with an ImapFault. With tls `starttls` a server that does not offer it is
 * refused: the list of its abilities came in cleartext, so that anybody on the path could have struck it out.
 */
export function connect(reader: Reader, signal: AbortSignal): Promise<Session> {
  return withCredentials(reader, signal, (credentials) => open(reader, credentials, signal));
}

async function open(reader: Reader, credentials: AuthOptions, signal: AbortSignal): Promise<Session> {
  let client: ImapFlow;
  let throttled: (error: unknown) => void = () => undefined;
  try {
    client = new ImapFlow(await connectionOf(reader, credentials, (error) => throttled(error)));
  } catch (error) {
    throw new ImapFault(
      'security',
      `imap.ca_file of mailbox ${reader.mailbox} cannot be read: correct the path or its rights.`,
      null,
      error,
    );
  }
  // Before connect(): an 'error' without a listener ends the process.
  const session = createSession(reader, client);
  const cut = new AbortController();
  throttled = (error) => {
    const fault = imapFault(reader, CONNECTING, error);
    cut.abort(fault);
    session.end(fault);
  };
  const stop = (): void => cut.abort(new ImapFault('stopped', 'stopped while connecting'));
  signal.addEventListener('abort', stop, { once: true });
  try {
    if (signal.aborted) stop();
    // Twice: DNS to TLS, then greeting and login.
    await deadline(client.connect(), reader.timing.connectMs * 2, 'no greeting or no answer to the login', cut.signal);
    point('imap-connected');
    return session;
  } catch (error) {
    const fault = imapFault(reader, CONNECTING, error);
    session.end(fault);
    throw fault;
  } finally {
    signal.removeEventListener('abort', stop);
  }
}

async function connectionOf(
  reader: Reader,
  auth: AuthOptions,
  onThrottle: (error: unknown) => void,
): Promise<ImapFlowOptions> {
  const { settings, limits, timing } = reader;
  const largest = Math.max(limits.messageBytes, limits.oversizeKeptBytes);
  const literal = Math.max(1_000_000, Math.ceil(largest * 1.1)); // servers' sizes are estimates, so a tenth more
  const line = 1_000_000; // about 90,000 UIDs in one SEARCH answer
  const ca = settings.ca_file === null ? {} : { ca: await readFile(settings.ca_file) };
  return {
    host: settings.host,
    port: settings.port,
    secure: settings.tls === 'implicit',
    doSTARTTLS: settings.tls === 'starttls',
    tls: { minVersion: 'TLSv1.2', ...ca },
    auth,
    clientInfo: { name: 'Postroom' },
    logger: listener(onThrottle),
    disableAutoIdle: true,
    maxIdleTime: timing.idleMs,
    connectionTimeout: timing.connectMs,
    socketTimeout: settings.command_seconds * 1000,
    // What a hostile server can make us hold in memory; the library's own bounds are gigabytes.
    maxLineLength: line,
    maxLiteralSize: literal,
    maxResponseSize: literal + 2 * line,
    maxResponseTokens: 100_000,
  };
}

/**
 * The library waits out a throttled command by itself, for minutes and past our deadlines, but tells its log first:
 * there we learn of it and hang up, to come back when the server wants us. Its debug lines are left out (they cost
 * time, and hold people's mail).
 */
function listener(onThrottle: (error: unknown) => void): Logger {
  const hear = (entry: { err?: { code?: string } } | null): void => {
    // Later, so that the wait it is about to begin is there to be broken off.
    if (entry?.err?.code === 'ETHROTTLE') setImmediate(onThrottle, entry.err);
  };
  return { warn: hear, error: hear, fatal: hear } as Partial<Logger> as Logger;
}
