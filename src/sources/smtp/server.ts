import { once } from 'node:events';
import type { AddressInfo, Socket } from 'node:net';

import { SMTPServer, type SMTPServerDataStream, type SMTPServerOptions, type SMTPServerSession } from 'smtp-server';

import { sentenceOf } from '../../lib/fault.ts';
import type { Log } from '../../lib/log.ts';
import type { Deliver } from '../port.ts';
import type { SmtpListenerOptions, Timeouts } from '../smtp.ts';
import { itemsOf, keep, REPLIES, type Reply } from './accept.ts';
import { followCertificate, readCertificate, type Certificate } from './certificate.ts';
import { collect, type Budget } from './collect.ts';
import { createPatience } from './patience.ts';
import type { MailboxOf } from './recipients.ts';

type ServerOptions = {
  readonly kind: 'smtp' | 'lmtp';
  readonly settings: SmtpListenerOptions['settings'];
  readonly messageBytes: number;
  readonly hostname: string;
  readonly now: () => number;
  readonly timeouts: Timeouts;
  readonly mailboxOf: MailboxOf;
  readonly deliver: Deliver;
  readonly budget: Budget;
  readonly log: Log;
};

type Done = (error?: Error | null, message?: string | (string | Error)[]) => void;

export type OpenServer = { readonly port: number; close(): Promise<void> };

const MOST_RECIPIENTS = 100; // what RFC 5321 §4.5.3.1.8 wants at least; we have few mailboxes
const MOST_UNKNOWN = 50; // recipients of one client; more is somebody who guesses names
const LONGEST_COMMAND = 4_096; // bytes; RFC 5321 §4.5.3.1.4 and the extensions we offer come to less than 2,000
const SWEEP_MS = 5_000; // how often the slow are looked for

/** Opens the port. Rejects when it is taken or the certificate cannot be read. */
export async function openServer(options: ServerOptions): Promise<OpenServer> {
  const { kind, settings, log, now, timeouts, mailboxOf } = options;
  const patience = createPatience(() => performance.now(), timeouts.patienceMs); // a clock that is set must not end sessions
  const unknown = new Map<string, number>();
  const sockets = new Set<Socket>();
  let closing = false;

  const dismiss = (id: string, reply: Reply): void => {
    const connection = [...server.connections].find((one) => one.id === id);
    connection?.send(reply.code, reply.words); // 421 closes it
  };

  const receive = async (stream: SMTPServerDataStream, session: SMTPServerSession): Promise<readonly Reply[]> => {
    const { mailFrom, rcptTo } = session.envelope;
    const addresses = rcptTo.map(({ address }) => address);
    const all = (reply: Reply): readonly Reply[] => addresses.map(() => reply);
    patience.sending(session.id, () => stream.byteLength);
    const collected = await collect(stream, options.messageBytes, options.budget);
    patience.owed(session.id);
    // Too large is answered by the server itself (552), and a client that is gone hears nothing.
    if (collected.kind !== 'whole') return all(collected.kind === 'no_room' ? REPLIES.noRoom : REPLIES.later);
    try {
      const message = {
        raw: collected.raw,
        mailFrom: mailFrom ? mailFrom.address : '',
        rcptTo: addresses,
        client: clientOf(session),
        acceptedAt: now(),
      };
      const items = itemsOf(message, kind, mailboxOf);
      if (kind === 'smtp') return all(await keep(items, options.deliver, log));
      // LMTP answers for each recipient, so each mailbox stands or falls alone (RFC 2033 §4.2).
      const replies = new Map(
        await Promise.all(items.map(async (item) => [item.mailbox, await keep([item], options.deliver, log)] as const)),
      );
      return addresses.map((address) => replies.get(mailboxOf(address) ?? '') ?? REPLIES.later);
    } finally {
      collected.release();
    }
  };

  const answer = async (stream: SMTPServerDataStream, session: SMTPServerSession, done: Done): Promise<void> => {
    const replies = await receive(stream, session);
    const results = replies.map((reply) => (reply.code === 250 ? reply.words : refusal(reply)));
    const first = results[0] ?? refusal(REPLIES.later);
    if (kind === 'lmtp') done(null, results);
    else if (typeof first === 'string') done(null, first);
    else done(first);
    patience.again(session.id);
    if (closing) setImmediate(() => dismiss(session.id, REPLIES.closing));
  };

  const server = new SMTPServer({
    ...plainOptions(options),
    onConnect(session, done) {
      patience.begin(session.id);
      done();
    },
    onClose(session) {
      patience.end(session.id);
      unknown.delete(session.id);
    },
    onRcptTo({ address }, session, done) {
      if (mailboxOf(address) !== null) return done();
      const count = (unknown.get(session.id) ?? 0) + 1;
      unknown.set(session.id, count);
      done(refusal(count > MOST_UNKNOWN ? REPLIES.tooMany : REPLIES.unknown));
    },
    onData(stream, session, done) {
      answer(stream, session, done).catch((error: unknown) => {
        log.error({ source: kind, reason: sentenceOf(error) }, 'a session could not be answered');
        dismiss(session.id, REPLIES.closing);
      });
    },
  });
  server.on('error', (error) => log.debug({ source: kind, reason: sentenceOf(error) }, 'a session broke'));
  server.server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
  });

  const follow = secure(server, settings, log);
  server.listen(settings.port, settings.host);
  await once(server.server, 'listening'); // rejects on 'error'
  const unfollow = follow();
  const sweep = setInterval(
    () => {
      for (const id of patience.overdue()) dismiss(id, REPLIES.slow);
    },
    Math.min(SWEEP_MS, timeouts.patienceMs / 4),
  );

  return {
    port: (server.server.address() as AddressInfo).port,
    async close() {
      closing = true;
      clearInterval(sweep);
      unfollow();
      const closed = new Promise<void>((resolve) => {
        server.close(resolve);
      });
      for (const { id } of server.connections) if (patience.isIdle(id)) dismiss(id, REPLIES.closing);
      await closed;
      for (const socket of sockets) socket.destroy();
    },
  };
}

function plainOptions({ kind, settings, messageBytes, hostname, timeouts }: ServerOptions): SMTPServerOptions {
  const encrypted = settings.tls_cert_file !== null && settings.tls_key_file !== null;
  return {
    lmtp: kind === 'lmtp',
    name: hostname,
    banner: 'Postroom',
    size: messageBytes,
    rejectOversized: true,
    // No one signs in here: whoever may connect may hand in mail for us, and for nobody else.
    disabledCommands: ['AUTH', 'WIZ', 'SHELL', 'KILL', ...(encrypted ? [] : ['STARTTLS'])],
    authOptional: true,
    hideENHANCEDSTATUSCODES: false,
    disableReverseLookup: true,
    maxClients: settings.max_clients,
    maxRecipients: MOST_RECIPIENTS,
    maxCommandLength: LONGEST_COMMAND,
    socketTimeout: timeouts.idleMs,
    closeTimeout: timeouts.closeMs,
    minVersion: 'TLSv1.2',
    logger: false,
  };
}

/** Puts our certificate in place of the library's test one. Returns how to follow its renewals, and that how to stop. */
function secure(server: SMTPServer, settings: SmtpListenerOptions['settings'], log: Log): () => () => void {
  const { tls_cert_file: certFile, tls_key_file: keyFile } = settings;
  if (certFile === null || keyFile === null) return () => () => {};
  const use = (pair: Certificate): void => server.updateSecureContext({ ...pair });
  const pair = readCertificate(certFile, keyFile);
  use(pair);
  return () => followCertificate(certFile, keyFile, pair, use, log);
}

function refusal(reply: Reply): Error {
  return Object.assign(new Error(reply.words), { responseCode: reply.code });
}

/** What the client calls itself, and where it really is. */
function clientOf(session: SMTPServerSession): string {
  return `${session.hostNameAppearsAs || 'unknown'} [${session.remoteAddress}]`;
}
