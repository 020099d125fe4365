import { generateKeyPairSync } from 'node:crypto';
import { createServer, type Server, type Socket } from 'node:net';
import type { AddressInfo } from 'node:net';

import { pino } from 'pino';
import { afterEach, describe, expect, it } from 'vitest';

import { compose } from '../../src/outlets/compose.ts';
import type { Outlet } from '../../src/outlets/port.ts';
import { smtpOutlet, type SmtpOutletSettings } from '../../src/outlets/smtp.ts';
import { makeCertificate } from '../peers/certificate.ts';
import { startSink, type Rule, type Sink } from '../peers/smtp-sink.ts';
import { outgoing } from './mail.ts';

const log = pino({ level: 'silent' });
const forever = new AbortController().signal;
const opened: { close(): unknown }[] = [];

afterEach(async () => {
  for (const one of opened.splice(0).toReversed()) await one.close();
});

function outlet(
  port: number,
  change: Partial<SmtpOutletSettings> = {},
  timeouts = { connect: 10_000, greeting: 10_000, silence: 10_000 },
): Outlet {
  const settings: SmtpOutletSettings = {
    host: '127.0.0.1',
    port,
    tls: 'none',
    ca_file: null,
    user: null,
    password: null,
    oauth: null,
    connections: 2,
    messages_per_connection: 50,
    name: 'postroom.example',
    dkim: null,
    ...change,
  };
  const made = smtpOutlet(settings, log, timeouts);
  opened.push(made);
  return made;
}

async function sink(rules: readonly Rule[] = []): Promise<Sink> {
  const made = await startSink(rules);
  opened.push(made);
  return made;
}

describe('sending', () => {
  it('hands over the composed bytes, with the null path as sender', async () => {
    const peer = await sink();
    const mail = outgoing();
    expect(await outlet(peer.port).send(mail, forever)).toEqual({
      outcome: 'sent',
      response: expect.stringContaining('kept for the test'),
    });
    const [got] = await peer.received(1);
    expect(got).toMatchObject({ from: '', to: ['ana@example.org'], messageId: mail.messageId });
    expect(got!.raw.toString()).toBe((await compose(mail)).toString().replace(/(?:\r\n)?$/u, '\r\n'));
  });

  it('keeps its sessions, two at most', async () => {
    const peer = await sink();
    const way = outlet(peer.port);
    const sent = await Promise.all(Array.from({ length: 20 }, () => way.send(outgoing(), forever)));
    expect(sent.every(({ outcome }) => outcome === 'sent')).toBe(true);
    expect(peer.mails).toHaveLength(20);
    expect(peer.seen.greeting).toBeLessThanOrEqual(2);
  });

  it('sends through a session that had gone stale', async () => {
    const peer = await sink();
    const way = outlet(peer.port);
    await Promise.all([way.send(outgoing(), forever), way.send(outgoing(), forever)]);
    peer.hangUp();
    expect((await way.send(outgoing(), forever)).outcome).toBe('sent');
    expect(peer.mails).toHaveLength(3);
  });
});

describe('what becomes of a mail that the server refuses', () => {
  const cases: readonly [rule: Rule, attempt: object][] = [
    [
      { at: 'rcpt', code: 450 },
      { outcome: 'retry', counts: true },
    ],
    [{ at: 'rcpt', code: 550 }, { outcome: 'failed' }],
    [{ at: 'rcpt', code: 552 }, { outcome: 'failed' }],
    [
      { at: 'mail', code: 451 },
      { outcome: 'retry', counts: true },
    ],
    [{ at: 'mail', code: 530 }, { outcome: 'paused' }],
    [
      { at: 'mail', code: 503 },
      { outcome: 'retry', counts: true },
    ],
    [
      { at: 'rcpt', code: 421 },
      { outcome: 'retry', counts: false },
    ],
    [
      { at: 'message', code: 451 },
      { outcome: 'retry', counts: true },
    ],
    [
      { at: 'message', code: 421 },
      { outcome: 'retry', counts: false },
    ],
    [{ at: 'message', code: 554 }, { outcome: 'failed' }],
    [
      { at: 'greeting', code: 421 },
      { outcome: 'retry', counts: false },
    ],
    [{ at: 'greeting', code: 554 }, { outcome: 'paused' }],
    [
      { at: 'greeting', code: 450 },
      { outcome: 'retry', counts: false },
    ],
  ];
  it.each(cases)('%j', async (rule, attempt) => {
    const peer = await sink([{ ...rule, text: 'the words of the server' }]);
    const got = await outlet(peer.port).send(outgoing(), forever);
    expect(got).toMatchObject(attempt);
    expect(got).toHaveProperty('reason', expect.stringContaining('the words of the server'));
    expect(peer.mails).toHaveLength(0);
  });
});

describe('what becomes of a mail when the server hangs up', () => {
  const cases: readonly [at: Rule['at'], attempt: object][] = [
    ['greeting', { outcome: 'retry', counts: false }],
    ['mail', { outcome: 'retry', counts: true }],
    ['rcpt', { outcome: 'retry', counts: true }],
    ['message', { outcome: 'unknown' }],
  ];
  it.each(cases)('%s', async (at, attempt) => {
    const peer = await sink([{ at, code: 'die' }]);
    expect(await outlet(peer.port).send(outgoing(), forever)).toMatchObject(attempt);
  });

  it('delivers once when it hung up after the final dot, and says that it cannot know', async () => {
    const peer = await sink([{ at: 'message', code: 'die', times: 1 }]);
    const way = outlet(peer.port);
    expect((await way.send(outgoing(), forever)).outcome).toBe('unknown');
    expect(peer.seen.message).toBe(1); // not tried again behind our back
    expect((await way.send(outgoing(), forever)).outcome).toBe('sent');
  });
});

/** A server of a few lines, for what a real one never does: says each line in answer to each line it hears, then acts. */
async function scripted(script: readonly string[], then: (socket: Socket) => void): Promise<number> {
  const sockets = new Set<Socket>();
  const server: Server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => {});
    const left = [...script];
    let heard = '';
    const answer = (): void => {
      const line = left.shift();
      if (line !== undefined) socket.write(`${line}\r\n`);
      if (left.length === 0) then(socket);
    };
    answer();
    socket.on('data', (chunk) => {
      heard += chunk.toString('latin1');
      for (let at = heard.indexOf('\r\n'); at >= 0 && left.length > 0; at = heard.indexOf('\r\n')) {
        heard = heard.slice(at + 2);
        answer();
      }
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  opened.push({
    close: () => {
      sockets.forEach((socket) => socket.destroy());
      server.close();
    },
  });
  return (server.address() as AddressInfo).port;
}

const READY = ['220 hello', '250 hello'];

describe('a scripted server', () => {
  it('dies before the greeting', async () => {
    const port = await scripted([], (socket) => socket.destroy());
    expect(await outlet(port).send(outgoing(), forever)).toMatchObject({ outcome: 'retry', counts: false });
  });

  it('dies at EHLO', async () => {
    const port = await scripted(['220 hello'], (socket) => socket.on('data', () => socket.destroy()));
    expect(await outlet(port).send(outgoing(), forever)).toMatchObject({ outcome: 'retry', counts: false });
  });

  it('dies after MAIL', async () => {
    const port = await scripted([...READY, '250 ok'], (socket) => socket.destroy());
    expect(await outlet(port).send(outgoing(), forever)).toMatchObject({ outcome: 'retry', counts: true });
  });

  it('dies after RCPT', async () => {
    const port = await scripted([...READY, '250 ok', '250 ok'], (socket) => socket.destroy());
    expect(await outlet(port).send(outgoing(), forever)).toMatchObject({ outcome: 'retry', counts: true });
  });

  it('dies once it has heard a line after 354', async () => {
    const port = await scripted([...READY, '250 ok', '250 ok', '354 go'], (socket) =>
      socket.on('data', () => socket.destroy()),
    );
    expect(await outlet(port).send(outgoing(), forever)).toMatchObject({ outcome: 'unknown' });
  });

  it('dies after the final dot, before its answer', async () => {
    const port = await scripted([...READY, '250 ok', '250 ok', '354 go'], (socket) =>
      socket.on('data', (chunk) => chunk.toString('latin1').endsWith('\r\n.\r\n') && socket.destroy()),
    );
    expect(await outlet(port).send(outgoing(), forever)).toMatchObject({ outcome: 'unknown' });
  });

  it('falls silent before the greeting, and after the final dot', async () => {
    const deaf = { connect: 10_000, greeting: 300, silence: 10_000 };
    const mute = { connect: 10_000, greeting: 10_000, silence: 1_000 };
    expect(await outlet(await scripted([], () => {}), {}, deaf).send(outgoing(), forever)).toMatchObject({
      outcome: 'retry',
      counts: false,
    });
    expect(
      await outlet(await scripted([...READY, '250 ok', '250 ok', '354 go'], () => {}), {}, mute).send(
        outgoing(),
        forever,
      ),
    ).toMatchObject({ outcome: 'unknown' });
  });

  it('answers the final dot with half a line, and dies', async () => {
    const port = await scripted([...READY, '250 ok', '250 ok', '354 go'], (socket) =>
      socket.on('data', () => socket.end('25')),
    );
    expect(await outlet(port).send(outgoing(), forever)).toMatchObject({ outcome: 'unknown' });
  });

  it('refuses the password', async () => {
    const port = await scripted(['220 hello', '250 AUTH PLAIN', '535 wrong password'], () => {});
    const attempt = await outlet(port, { user: 'desk', password: 'hunter2-secret' }).send(outgoing(), forever);
    expect(attempt).toMatchObject({ outcome: 'paused', reason: expect.stringContaining('wrong password') });
    expect(JSON.stringify(attempt)).not.toContain('hunter2');
  });

  it('cannot check the password just now', async () => {
    const port = await scripted(['220 hello', '250 AUTH PLAIN', '454 try later'], () => {});
    expect(await outlet(port, { user: 'desk', password: 'secret' }).send(outgoing(), forever)).toMatchObject({
      outcome: 'retry',
      counts: false,
    });
  });

  it('offers no encryption where it is required', async () => {
    const port = await scripted(['220 hello', '250 hello', '502 no STARTTLS here'], () => {});
    expect(await outlet(port, { tls: 'required' }).send(outgoing(), forever)).toMatchObject({ outcome: 'paused' });
  });
});

describe('encryption and signature', () => {
  const pair = makeCertificate();

  it.each(['required', 'implicit'] as const)(
    'sends encrypted (%s) with a private authority, and not to one it does not trust',
    async (tls) => {
      const peer = await startSink([], { cert: pair.cert, key: pair.key, secure: tls === 'implicit' });
      opened.push(peer);
      const trusting = outlet(peer.port, { tls, host: 'localhost', ca_file: pair.certFile });
      expect((await trusting.send(outgoing(), forever)).outcome).toBe('sent');
      const wary = await outlet(peer.port, { tls, host: 'localhost' }).send(outgoing(), forever);
      expect(wary).toMatchObject({ outcome: 'retry', counts: false, reason: expect.stringMatching(/certificate/iu) });
      expect(peer.mails).toHaveLength(1);
    },
  );

  it('does not send in the clear where encryption is required but not offered', async () => {
    const peer = await sink();
    expect((await outlet(peer.port, { tls: 'required' }).send(outgoing(), forever)).outcome).not.toBe('sent');
    expect(peer.seen.mail).toBe(0);
  });

  it('signs in, and signs with DKIM', async () => {
    let user = '';
    const peer = await startSink([], {
      cert: pair.cert,
      key: pair.key,
      disabledCommands: [],
      authOptional: false,
      onAuth: (auth, _session, done) => {
        user = `${auth.username}:${auth.password}`;
        done(null, { user: auth.username });
      },
    });
    opened.push(peer);
    const { privateKey } = generateKeyPairSync('rsa', {
      modulusLength: 2048,
      privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
      publicKeyEncoding: { type: 'spki', format: 'pem' },
    });
    const change = {
      tls: 'required',
      host: 'localhost',
      ca_file: pair.certFile,
      user: 'desk',
      password: 'right',
      dkim: { domain: 'example.com', selector: 'mail', private_key: privateKey },
    } as const;
    expect((await outlet(peer.port, change).send(outgoing(), forever)).outcome).toBe('sent');
    expect(user).toBe('desk:right');
    const raw = peer.mails[0]!.raw.toString();
    expect(raw).toMatch(/^DKIM-Signature: v=1; a=rsa-sha256;[\s\S]{0,200}d=example\.com;[\s\S]{0,200}s=mail;/u);
    expect(raw.replace(/^DKIM-Signature:[^\r]*\r\n(?:[ \t][^\r]*\r\n)*/u, '')).toBe(
      (await compose(outgoing())).toString().replace(/(?:\r\n)?$/u, '\r\n'),
    );
  });
});

describe('what never reaches a server', () => {
  it('counts nothing against the mail when nobody listens, or the name does not exist', async () => {
    const peer = await startSink();
    await peer.close();
    expect(await outlet(peer.port).send(outgoing(), forever)).toMatchObject({
      outcome: 'retry',
      counts: false,
      reason: expect.stringContaining('ECONNREFUSED'),
    });
    expect(await outlet(25, { host: 'nowhere.invalid' }).send(outgoing(), forever)).toMatchObject({
      outcome: 'retry',
      counts: false,
    });
  });

  it('counts nothing against the mail when the server went away after an earlier mail', async () => {
    const peer = await startSink();
    const way = outlet(peer.port);
    expect((await way.send(outgoing(), forever)).outcome).toBe('sent');
    await peer.close();
    expect(await way.send(outgoing(), forever)).toMatchObject({ outcome: 'retry', counts: false });
  });

  it.each([
    ['a line break in the address', { to: { name: '', address: 'a@example.com>\r\nBcc: evil@x.com' } }],
    ['two addresses in one', { to: { name: '', address: 'a@example.com, evil@x.com' } }],
    ['a quoted local part', { to: { name: '', address: '"victim@gmail.com x"@internal.example' } }],
    ['a broken sender path', { envelopeFrom: 'x y@example.com' }],
    ['a line break in a header', { headers: { 'X-Note': 'a\r\nBcc: evil@x.com' } }],
    ['a second From', { headers: { From: 'evil@x.com' } }],
    ['an id of ours that is none', { messageId: '<a@b> Bcc: evil@x.com' }],
  ])('refuses %s', async (_name, change) => {
    const peer = await sink();
    expect(await outlet(peer.port).send(outgoing(change), forever)).toMatchObject({ outcome: 'failed' });
    expect(peer.seen.greeting).toBe(0);
  });

  it('refuses settings that cannot work', () => {
    expect(() => outlet(25, { ca_file: '/nowhere/ca.pem' })).toThrow(/ca_file/u);
    expect(() => outlet(25, { dkim: { domain: 'example.com', selector: 's', private_key: 'not a key' } })).toThrow(
      /dkim/u,
    );
  });
});

describe('stopping', () => {
  it('says retry before a byte went out, unknown after', async () => {
    const early = new AbortController();
    const silent = await scripted(READY.slice(0, 1), () => {});
    setTimeout(() => early.abort(), 200);
    expect(await outlet(silent).send(outgoing(), early.signal)).toMatchObject({ outcome: 'retry', counts: false });

    const late = new AbortController();
    const swallowing = await scripted([...READY, '250 ok', '250 ok', '354 go'], (socket) =>
      socket.on('data', () => late.abort()),
    );
    expect(await outlet(swallowing).send(outgoing(), late.signal)).toMatchObject({ outcome: 'unknown' });
  });

  it('does not start once it was told to stop', async () => {
    const peer = await sink();
    expect(await outlet(peer.port).send(outgoing(), AbortSignal.abort())).toMatchObject({
      outcome: 'retry',
      counts: false,
    });
    expect(peer.seen.greeting).toBe(0);
  });
});
