import { once } from 'node:events';
import type { AddressInfo, Socket } from 'node:net';

import { SMTPServer, type SMTPServerOptions, type SMTPServerSession } from 'smtp-server';

/*
 * A mail server for tests: takes mail on a free port of 127.0.0.1, remembers it, and can be told to refuse or to hang up.
 */

export type SunkMail = {
  readonly messageId: string | null;
  readonly from: string;
  readonly to: readonly string[];
  readonly raw: Buffer;
};

/** `greeting` before 220, `mail`, `rcpt` at that command, `data` after 354, `message` after the final dot */
export type Step = 'greeting' | 'mail' | 'rcpt' | 'data' | 'message';

/** The first rule of a step that has `times` left decides. `code: 'die'` hangs up without a word. */
export type Rule = { readonly at: Step; readonly code: number | 'die'; readonly text?: string; times?: number };

export type Sink = {
  readonly port: number;
  readonly mails: SunkMail[];
  /** how often each step was reached, refused or not */
  readonly seen: Record<Step, number>;
  /** rules may be added and taken out while it runs */
  readonly rules: Rule[];
  /** resolves when this many mails are there; rejects after `ms` */
  received(count: number, ms?: number): Promise<readonly SunkMail[]>;
  /** hangs up on everybody, and takes new sessions as before */
  hangUp(): void;
  close(): Promise<void>;
};

/** `rules` as above; `options` go to smtp-server, e.g. `{ secure: true, key, cert }` or `onAuth` with `disabledCommands: []`. */
export async function startSink(rules: readonly Rule[] = [], options: SMTPServerOptions = {}, port = 0): Promise<Sink> {
  const mails: SunkMail[] = [];
  const live = [...rules];
  const seen: Record<Step, number> = { greeting: 0, mail: 0, rcpt: 0, data: 0, message: 0 };
  const sockets = new Set<Socket>();

  const take = (at: Step): Rule | undefined => {
    seen[at] += 1;
    const rule = live.find((one) => one.at === at && (one.times ?? Infinity) > 0);
    if (rule?.times !== undefined) rule.times -= 1;
    return rule;
  };
  const hangUp = (session: SMTPServerSession): void => {
    for (const socket of sockets) if (socket.remotePort === session.remotePort) socket.destroy();
  };
  const step = (at: Step, session: SMTPServerSession, done: (error?: Error | null) => void): void => {
    const rule = take(at);
    if (rule === undefined) return done();
    if (rule.code === 'die') return hangUp(session);
    done(Object.assign(new Error(rule.text ?? 'refused by the test'), { responseCode: rule.code }));
  };

  const server = new SMTPServer({
    disabledCommands: ['AUTH', ...(options.cert ? [] : ['STARTTLS'])],
    authOptional: true,
    disableReverseLookup: true,
    logger: false,
    closeTimeout: 100, // ms
    ...options,
    onConnect: (session, done) => step('greeting', session, done),
    onMailFrom: (_address, session, done) => step('mail', session, done),
    onRcptTo: (_address, session, done) => step('rcpt', session, done),
    onData(stream, session, done) {
      const chunks: Buffer[] = [];
      stream.on('error', () => {}); // the client went away, or the test hung up
      stream.on('data', (chunk: Buffer) => chunks.push(chunk));
      stream.on('end', () =>
        step('message', session, (error) => {
          if (!error) mails.push(sunk(Buffer.concat(chunks), session));
          done(error, 'kept for the test');
        }),
      );
      const rule = take('data');
      if (rule?.code === 'die') setImmediate(() => hangUp(session));
      else if (rule !== undefined)
        done(Object.assign(new Error(rule.text ?? 'refused by the test'), { responseCode: rule.code }));
    },
  });
  server.on('error', () => {}); // broken sessions are what some tests want
  server.server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
  });
  server.listen(port, '127.0.0.1');
  await once(server.server, 'listening');

  return {
    port: (server.server.address() as AddressInfo).port,
    mails,
    seen,
    rules: live,
    async received(count, ms = 15_000) {
      const until = Date.now() + ms;
      while (mails.length < count) {
        if (Date.now() > until) throw new Error(`${mails.length} of ${count} mails came within ${ms} ms`);
        await new Promise((resolve) => setTimeout(resolve, 10));
      }
      return mails;
    },
    hangUp: () => sockets.forEach((socket) => socket.destroy()),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        sockets.forEach((socket) => socket.destroy());
      }),
  };
}

function sunk(raw: Buffer, session: SMTPServerSession): SunkMail {
  const { mailFrom, rcptTo } = session.envelope;
  const header = raw.toString('latin1').split('\r\n\r\n', 1)[0]!;
  const messageId = /^message-id:\s*(\S+)/imu.exec(header)?.[1] ?? null;
  return { messageId, from: mailFrom ? mailFrom.address : '', to: rcptTo.map(({ address }) => address), raw };
}
