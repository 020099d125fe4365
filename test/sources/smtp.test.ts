import { once } from 'node:events';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { connect } from 'node:tls';

import fc from 'fast-check';
import { createTransport } from 'nodemailer';
import SMTPConnection from 'nodemailer/lib/smtp-connection';
import { pino } from 'pino';
import { afterEach, describe, expect, it } from 'vitest';

import { permanent, temporary } from '../../src/lib/fault.ts';
import type { Deliver } from '../../src/sources/port.ts';
import { smtpListener, type SmtpListenerOptions } from '../../src/sources/smtp.ts';
import { makeCertificate } from '../peers/certificate.ts';
import { memoryStore, until } from './items.ts';
import { introduce, wire, type Wire } from './wire.ts';

const log = pino({ level: 'silent' });
const stops: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const stop of stops.splice(0)) await stop();
});

const MAILBOXES = [
  { id: 'support', addresses: ['support@example.com', 'hilfe@bücher.example'] },
  { id: 'sales', addresses: ['sales@example.com'] },
];

type Change = Partial<Omit<SmtpListenerOptions, 'settings'>> & { settings?: Partial<SmtpListenerOptions['settings']> };

async function listen(deliver: Deliver, change: Change = {}): Promise<{ port: number; stop: () => Promise<void> }> {
  const listener = smtpListener({
    kind: 'smtp',
    mailboxes: MAILBOXES,
    limits: { messageBytes: 100_000 },
    deliver,
    log,
    hostname: 'gateway.example',
    now: () => 1_795_000_000_000,
    ...change,
    settings: {
      host: '127.0.0.1',
      port: 0,
      tls_cert_file: null,
      tls_key_file: null,
      max_clients: 50,
      ...change.settings,
    },
  });
  const control = new AbortController();
  const done = listener.run(control.signal);
  const stop = async (): Promise<void> => {
    control.abort();
    await done;
  };
  stops.push(stop);
  await until(() => listener.port() > 0);
  return { port: listener.port(), stop };
}

/** Hands in one message and resolves with the last line of the answer. */
async function hand(port: number, recipients: readonly string[], data: string | Buffer): Promise<string> {
  const client = wire(port);
  await introduce(client, recipients);
  await client.ask('DATA');
  client.say(data);
  const answer = await client.ask('.');
  client.socket.destroy();
  return answer;
}

describe('taking mail', () => {
  it('takes what nodemailer sends, with its envelope, and says so after it was kept', async () => {
    const store = memoryStore();
    const { port } = await listen(store.deliver);
    const transport = createTransport({ host: '127.0.0.1', port, ignoreTLS: true, name: 'client.example' });
    const info = await transport.sendMail({
      envelope: {
        from: 'ana@example.org',
        to: ['Support@Example.com', 'support+tag@example.com', 'sales@example.com'],
      },
      from: 'ana@example.org',
      to: 'support@example.com',
      subject: 'Hello',
      text: 'Hello\n.\n..\nüñí',
    });
    expect(info.response).toMatch(/^250 2\.\d\.\d Kept as 0, 1$/u);
    expect(store.kept).toHaveLength(2);
    expect(store.kept[0]).toMatchObject({
      mailbox: 'support',
      via: 'smtp',
      acceptedAt: 1_795_000_000_000,
      envelope: {
        mailFrom: 'ana@example.org',
        rcptTo: ['Support@example.com', 'support+tag@example.com'].map((a) =>
          expect.stringMatching(new RegExp(a.replace('+', '\\+'), 'iu')),
        ),
        client: 'client.example [127.0.0.1]',
      },
      location: null,
      quiet: null,
      skip: null,
    });
    expect(store.kept[1]).toMatchObject({ mailbox: 'sales', envelope: { rcptTo: ['sales@example.com'] } });
    expect(store.kept[0]!.raw.toString()).not.toMatch(/^Received:/mu);
  });

  it('keeps every byte as it was sent, wherever the packets are cut', async () => {
    const store = memoryStore();
    const { port } = await listen(store.deliver);
    const lines = fc.array(
      fc.constantFrom(
        '',
        '.',
        '..',
        '.a',
        '...',
        'a.',
        'plain',
        'a\nb',
        'x\ry',
        '\u0000\u00ff\u00e9',
        'long '.repeat(300),
      ),
      { minLength: 1, maxLength: 30 },
    );
    await fc.assert(
      fc.asyncProperty(lines, fc.array(fc.nat(1_000), { maxLength: 20 }), async (body, cuts) => {
        const message = `X-Run: ${Math.random()}\r\n${body.join('\r\n')}\r\n`;
        const stuffed = Buffer.from(`${message.replace(/(^|\r\n)\./gu, '$1..')}.\r\n`, 'latin1');
        const client = wire(port);
        client.socket.setNoDelay(true);
        await introduce(client, ['support@example.com']);
        await client.ask('DATA');
        let at = 0;
        for (const cut of [...cuts, stuffed.length]) {
          client.say(stuffed.subarray(at, at + cut));
          at += cut;
          await new Promise((resolve) => setImmediate(resolve));
        }
        await client.hear(/^250 .*Kept/mu);
        client.socket.destroy();
        expect(store.kept.at(-1)!.raw.toString('latin1')).toBe(message);
      }),
      { numRuns: 30 },
    );
  }, 60_000);

  it('takes the null sender, our bounce addresses and domains in either form, and nothing else', async () => {
    const { port } = await listen(memoryStore().deliver);
    const client = wire(port);
    await client.hear(/220 gateway\.example ESMTP/u);
    expect(await client.ask('EHLO tester.example')).toContain('SIZE 100000');
    expect(await client.ask('MAIL FROM:<>')).toMatch(/^250/u);
    for (const ours of [
      'support@example.com',
      'SUPPORT@EXAMPLE.COM',
      'support+any.thing+more@example.com',
      'bounce+6f1c0a3e-2f1b-4c55-9d3a-111111111111.abcdefghijklmnop@example.com',
      'hilfe@xn--bcher-kva.example',
    ]) {
      expect(`${ours}: ${await client.ask(`RCPT TO:<${ours}>`)}`).toMatch(/: 250/u);
    }
    for (const foreign of [
      'support@example.org',
      'nobody@example.com',
      'supporter@example.com',
      '+support@example.com',
      'bounce@example.com',
      'bounce+x@example.org',
      'postmaster',
    ]) {
      expect(`${foreign}: ${await client.ask(`RCPT TO:<${foreign}>`)}`).toMatch(
        /: 550 5\.1\.1 There is no such mailbox here/u,
      );
    }
    expect(await client.ask('AUTH PLAIN AGFiYwBkZWY=')).toMatch(/^500/u);
    expect(await client.ask('STARTTLS')).toMatch(/^500/u);
  });

  it('takes UTF-8 addresses and 8-bit bodies', async () => {
    const store = memoryStore();
    const { port } = await listen(store.deliver);
    const client = wire(port);
    await client.hear(/220/u);
    expect(await client.ask('EHLO tester.example')).toMatch(/8BITMIME[\s\S]*SMTPUTF8/u);
    client.say(
      Buffer.from(
        'MAIL FROM:<jörg@bücher.example> SMTPUTF8 BODY=8BITMIME\r\nRCPT TO:<support@example.com>\r\nDATA\r\n',
      ),
    );
    await client.hear(/354/u);
    client.say(Buffer.from('Subject: ü\r\n\r\nü\r\n.\r\n'));
    await client.hear(/Kept/u);
    expect(store.kept[0]!.raw.toString()).toBe('Subject: ü\r\n\r\nü\r\n');
  });

  it('takes several messages in one session, pipelined', async () => {
    const store = memoryStore();
    const { port } = await listen(store.deliver);
    const client = wire(port);
    await client.hear(/220/u);
    client.say('EHLO t\r\n');
    await client.hear(/^250 /mu);
    const one = (n: number): string =>
      `MAIL FROM:<a@b.example>\r\nRCPT TO:<support@example.com>\r\nDATA\r\nN: ${n}\r\n\r\nbody\r\n.\r\n`;
    client.say(`${[1, 2, 3, 4, 5].map(one).join('')}QUIT\r\n`);
    await client.hear(/221/u);
    expect(store.kept.map((item) => item.raw.toString())).toEqual(
      [1, 2, 3, 4, 5].map((n) => `N: ${n}\r\n\r\nbody\r\n`),
    );
  });

  it('says which mails it kept before', async () => {
    const { port } = await listen(memoryStore().deliver);
    expect(await hand(port, ['support@example.com'], 'same\r\n')).toContain('Kept as 0');
    expect(await hand(port, ['support@example.com'], 'same\r\n')).toContain('Kept before as 0');
  });

  it('shares commits among those who come at once', async () => {
    const store = memoryStore(() => new Promise((resolve) => setTimeout(resolve, 20)));
    const { port } = await listen(store.deliver, { settings: { max_clients: 100 } });
    const answers = await Promise.all(
      Array.from({ length: 60 }, (_, n) => hand(port, ['support@example.com'], `N: ${n}\r\n`)),
    );
    expect(answers.filter((answer) => !answer.startsWith('250'))).toEqual([]);
    expect(new Set(store.kept.map((item) => item.raw.toString())).size).toBe(60);
    expect(store.calls.length).toBeLessThan(30);
  });
});

describe('refusing mail', () => {
  it('answers 451 while it cannot be kept, 554 when it never can, and shows nothing of why', async () => {
    let error: Error = temporary('password of postgres://secret');
    const { port } = await listen(async () => {
      throw error;
    });
    const later = await hand(port, ['support@example.com'], 'x\r\n');
    expect(later).toBe('451 4.3.0 The message cannot be kept just now, please try again later');
    error = permanent('secret');
    expect(await hand(port, ['support@example.com'], 'x\r\n')).toBe('554 5.6.0 The message cannot be taken');
    error = new Error('unknown means try again');
    expect(await hand(port, ['support@example.com'], 'x\r\n')).toMatch(/^451/u);
  });

  it('refuses what is too large, announced or not, and goes on', async () => {
    const store = memoryStore();
    const { port } = await listen(store.deliver);
    const client = wire(port);
    await client.hear(/220/u);
    await client.ask('EHLO t');
    expect(await client.ask('MAIL FROM:<a@b.example> SIZE=100001')).toMatch(/^552/u);
    await client.ask('MAIL FROM:<a@b.example>');
    await client.ask('RCPT TO:<support@example.com>');
    await client.ask('DATA');
    client.say(Buffer.alloc(100_001, 'x'));
    expect(await client.ask('\r\n.')).toMatch(/^552/u);
    await client.ask('MAIL FROM:<a@b.example>');
    await client.ask('RCPT TO:<support@example.com>');
    await client.ask('DATA');
    client.say('x'.repeat(99_998));
    expect(await client.ask('\r\n.')).toMatch(/^250/u);
    expect(store.kept.map((item) => item.raw.length)).toEqual([100_000]);
  });

  it('takes at most a hundred recipients, and lets those go who guess names', async () => {
    const { port } = await listen(memoryStore().deliver);
    const client = wire(port);
    await client.hear(/220/u);
    await client.ask('EHLO t');
    await client.ask('MAIL FROM:<a@b.example>');
    for (let n = 0; n < 100; n += 1) expect(await client.ask(`RCPT TO:<support+${n}@example.com>`)).toMatch(/^250/u);
    expect(await client.ask('RCPT TO:<support+100@example.com>')).toMatch(/^452/u);

    const guesser = wire(port);
    await guesser.hear(/220/u);
    guesser.say(
      `EHLO t\r\nMAIL FROM:<a@b.example>\r\n${Array.from({ length: 60 }, (_, n) => `RCPT TO:<n${n}@example.com>\r\n`).join('')}`,
    );
    await guesser.hear(/421/u);
    await guesser.closed();
  });

  it('holds no more than its memory for all clients together', async () => {
    const store = memoryStore();
    const { port } = await listen(store.deliver, { memoryBytes: 400_000 });
    const clients: Wire[] = [];
    for (let n = 0; n < 6; n += 1) {
      const client = wire(port);
      await introduce(client, ['support@example.com']);
      await client.ask('DATA');
      client.say(Buffer.alloc(90_000, 'x'));
      clients.push(client);
    }
    await new Promise((resolve) => setTimeout(resolve, 100));
    const answers = await Promise.all(clients.map((client) => client.ask('\r\n.')));
    expect(answers.filter((answer) => answer.startsWith('250')).length).toBeGreaterThanOrEqual(4);
    expect(answers.filter((answer) => answer.startsWith('452')).length).toBe(2);
    expect(await hand(port, ['support@example.com'], `${'y'.repeat(90_000)}\r\n`)).toMatch(/^250/u);
  });

  it('gives its memory back when a client vanishes in the midst', async () => {
    const { port } = await listen(memoryStore().deliver, { memoryBytes: 200_000 });
    for (let n = 0; n < 20; n += 1) {
      const client = wire(port);
      await introduce(client, ['support@example.com']);
      await client.ask('DATA');
      client.say(Buffer.alloc(90_000, 'x'));
      client.socket.destroy();
      await client.closed();
    }
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(await hand(port, ['support@example.com'], `${'x'.repeat(90_000)}\r\n`)).toMatch(/^250/u);
  });
});

describe('hostile clients', () => {
  it('lets an idle one go', async () => {
    const { port } = await listen(memoryStore().deliver, { timeouts: { idleMs: 200 } });
    const client = wire(port);
    await client.hear(/421/u, 3_000);
    await client.closed();
  });

  it('lets one go that trickles bytes or commands for ever', async () => {
    const store = memoryStore();
    const { port } = await listen(store.deliver, { timeouts: { patienceMs: 2_000 } });
    const slow = wire(port);
    await introduce(slow, ['support@example.com']);
    await slow.ask('DATA');
    const chatty = wire(port);
    await chatty.hear(/220/u);
    const drip = setInterval(() => {
      slow.say('x');
      chatty.say('NOOP\r\n');
    }, 30);
    await Promise.all([slow.hear(/421/u, 10_000), chatty.hear(/421/u, 10_000)]);
    clearInterval(drip);
    await Promise.all([slow.closed(), chatty.closed()]);
    expect(store.kept).toHaveLength(0);
  });

  it('is not impatient with one who waits for us', async () => {
    const store = memoryStore(() => new Promise((resolve) => setTimeout(resolve, 3_000)));
    const { port } = await listen(store.deliver, { timeouts: { patienceMs: 1_500, idleMs: 1_500 } });
    expect(await hand(port, ['support@example.com'], 'x\r\n')).toMatch(/^250/u);
  });

  it.each([
    ['a command of a megabyte', 'A'.repeat(1_000_000)],
    ['a command of a megabyte with an end', `EHLO ${'a'.repeat(1_000_000)}\r\n`],
    ['a hundred thousand commands', 'JUNK\r\n'.repeat(100_000)],
    ['binary noise', Buffer.from(Array.from({ length: 100_000 }, (_, at) => (at * 7_919) % 256))],
    ['a web request', 'POST / HTTP/1.1\r\nHost: x\r\n\r\n'],
  ])('hangs up on %s, and still serves others', async (_name, junk) => {
    const { port } = await listen(memoryStore().deliver);
    const client = wire(port);
    await client.hear(/220/u);
    client.say(junk);
    await client.closed(10_000);
    expect(await hand(port, ['support@example.com'], 'x\r\n')).toMatch(/^250/u);
  });

  it('does not end a message at anything but CRLF dot CRLF', async () => {
    const store = memoryStore();
    const { port } = await listen(store.deliver);
    const smuggled =
      'Subject: x\r\n\r\nhello\n.\nMAIL FROM:<evil@x.example>\nRCPT TO:<support@example.com>\nDATA\n\r.\r\nnot the end\r\n';
    expect(await hand(port, ['support@example.com'], smuggled)).toMatch(/^250/u);
    expect(store.kept).toHaveLength(1);
    expect(store.kept[0]!.raw.toString()).toBe(smuggled);
  });

  it('keeps one place for each client and says so to the next', async () => {
    const { port } = await listen(memoryStore().deliver, { settings: { max_clients: 2 } });
    const [a, b] = [wire(port), wire(port)];
    await Promise.all([a.hear(/220/u), b.hear(/220/u)]);
    const third = wire(port);
    await third.hear(/^421 /u);
    a.socket.destroy();
    await a.closed();
    await new Promise((resolve) => setTimeout(resolve, 50));
    await wire(port).hear(/220/u);
  });

  it('survives clients that break off anywhere', async () => {
    const store = memoryStore();
    const { port } = await listen(store.deliver);
    const whole =
      'EHLO t\r\nMAIL FROM:<a@b.example>\r\nRCPT TO:<support@example.com>\r\nDATA\r\nSubject: cut\r\n\r\nbody\r\n.\r\n';
    for (let at = 1; at < whole.length; at += 3) {
      const client = wire(port);
      await client.hear(/220/u);
      client.say(whole.slice(0, at));
      client.socket.resetAndDestroy();
    }
    await new Promise((resolve) => setTimeout(resolve, 200));
    expect(store.kept.every((item) => item.raw.toString() === 'Subject: cut\r\n\r\nbody\r\n')).toBe(true);
    expect(await hand(port, ['support@example.com'], 'fine\r\n')).toMatch(/^250/u);
  }, 60_000);
});

describe('stopping', () => {
  it('answers the message that is under way, and sends the others away at once', async () => {
    const store = memoryStore(() => new Promise((resolve) => setTimeout(resolve, 500)));
    const { port, stop } = await listen(store.deliver);
    const idle = wire(port);
    await idle.hear(/220/u);
    const busy = wire(port);
    await introduce(busy, ['support@example.com']);
    await busy.ask('DATA');
    busy.say('half of it');
    const began = performance.now();
    const stopped = stop();
    await idle.hear(/421/u, 3_000);
    busy.say(' and the rest\r\n.\r\n');
    await busy.hear(/250 .*Kept[\s\S]*421/u);
    await stopped;
    expect(performance.now() - began).toBeLessThan(4_500);
    expect(store.kept).toHaveLength(1);
  });

  it('does not wait longer than five seconds', async () => {
    const { port, stop } = await listen(memoryStore(() => new Promise(() => {})).deliver, {
      timeouts: { closeMs: 500 },
    });
    const client = wire(port);
    await introduce(client, ['support@example.com']);
    await client.ask('DATA');
    client.say('x\r\n.\r\n');
    const began = performance.now();
    await stop();
    expect(performance.now() - began).toBeLessThan(4_500);
    await client.hear(/421/u);
  });

  it('waits for a port that is taken', async () => {
    const other = createServer();
    await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
    const { port } = other.address() as AddressInfo;
    const listener = smtpListener({
      kind: 'smtp',
      settings: { host: '127.0.0.1', port, tls_cert_file: null, tls_key_file: null, max_clients: 5 },
      mailboxes: MAILBOXES,
      limits: { messageBytes: 1_000 },
      deliver: memoryStore().deliver,
      log,
    });
    const control = new AbortController();
    const done = listener.run(control.signal);
    await new Promise((resolve) => setTimeout(resolve, 200));
    expect(listener.port()).toBe(0);
    other.close();
    await until(() => listener.port() === port);
    control.abort();
    await done;
    expect(await listener.drain(control.signal)).toEqual({ received: 0, repeats: 0 });
  });
});

describe('LMTP', () => {
  it('answers for each recipient', async () => {
    const store = memoryStore((items) => {
      if (items.some(({ mailbox }) => mailbox === 'sales')) throw temporary('only this one');
    });
    const { port } = await listen(store.deliver, { kind: 'lmtp' });
    const client = wire(port);
    await introduce(
      client,
      ['support@example.com', 'sales@example.com', 'support+x@example.com'],
      'LHLO tester.example',
    );
    await client.ask('DATA');
    client.say('Subject: x\r\n\r\nhello\r\n.\r\n');
    await client.hear(/(?:\d{3} .*\r\n){3}$/u);
    expect(
      client
        .heard()
        .trim()
        .split('\r\n')
        .slice(-3)
        .map((line) => line.slice(0, 3)),
    ).toEqual(['250', '451', '250']);
    expect(store.kept.map(({ via, mailbox, envelope }) => [via, mailbox, envelope?.rcptTo])).toEqual([
      ['lmtp', 'support', ['support@example.com', 'support+x@example.com']],
    ]);
    expect(await client.ask('NOOP')).toMatch(/^250/u);
  });

  it('refuses what is too large once for each recipient', async () => {
    const { port } = await listen(memoryStore().deliver, { kind: 'lmtp' });
    const client = wire(port);
    await introduce(client, ['support@example.com', 'sales@example.com'], 'LHLO tester.example');
    await client.ask('DATA');
    client.say(Buffer.alloc(200_000, 'x'));
    client.say('\r\n.\r\n');
    await client.hear(/552 .*\r\n552 .*\r\n$/u);
  });
});

describe('encryption', () => {
  it('forgets what was said before STARTTLS', async () => {
    const { cert, certFile, keyFile } = makeCertificate();
    const store = memoryStore();
    const { port } = await listen(store.deliver, { settings: { tls_cert_file: certFile, tls_key_file: keyFile } });
    const client = wire(port);
    await client.hear(/220/u);
    await client.ask('EHLO t');
    client.say('STARTTLS\r\nMAIL FROM:<evil@x.example>\r\nRCPT TO:<support@example.com>\r\nDATA\r\nx\r\n.\r\n');
    await client.hear(/220 .*TLS/u);
    const secure = connect({ socket: client.socket, ca: cert, servername: 'localhost' });
    await once(secure, 'secureConnect');
    secure.write('DATA\r\n');
    const [reply] = (await once(secure, 'data')) as [Buffer];
    expect(reply.toString()).toMatch(/^503 .*HELO/u);
    secure.destroy();
    expect(store.kept).toHaveLength(0);
  });

  it('offers STARTTLS with the certificate that it was given', async () => {
    const { cert, certFile, keyFile } = makeCertificate();
    const store = memoryStore();
    const { port } = await listen(store.deliver, { settings: { tls_cert_file: certFile, tls_key_file: keyFile } });
    const transport = createTransport({
      host: '127.0.0.1',
      port,
      requireTLS: true,
      tls: { ca: cert, servername: 'localhost' },
    });
    await transport.sendMail({ from: 'ana@example.org', to: 'support@example.com', text: 'hello' });
    expect(store.kept).toHaveLength(1);
    const stranger = new SMTPConnection({
      host: '127.0.0.1',
      port,
      requireTLS: true,
      tls: { servername: 'localhost' },
    });
    const refused = await new Promise<Error>((resolve) => {
      stranger.on('error', resolve);
      stranger.connect(() => {});
    });
    expect(refused.message).toMatch(/self-signed|certificate/u);
  });
});
