import { pino } from 'pino';
import type { SMTPServerAuthenticationResponse } from 'smtp-server';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { OAuthAccount } from '../../src/lib/oauth/account.ts';
import type { Outlet } from '../../src/outlets/port.ts';
import { smtpOutlet, type SmtpOutletSettings } from '../../src/outlets/smtp.ts';
import { startSink, type Sink } from '../peers/smtp-sink.ts';
import { accountAt, nothingSecretIn, startTokenServer, type TokenServer } from '../peers/token-server.ts';
import { outgoing } from './mail.ts';

const forever = new AbortController().signal;

describe('an outlet that signs in by access token', () => {
  let tokens: TokenServer;
  let sink: Sink;
  let outlet: Outlet;
  let said: string;
  let shown: string[];
  const good = new Set<string>();
  /** how a token is refused: at once, or after a challenge that says why */
  let refuse: (done: (error: Error | null, response?: SMTPServerAuthenticationResponse) => void) => void;

  const plainly: typeof refuse = (done) =>
    done(Object.assign(new Error('5.7.3 Authentication unsuccessful'), { responseCode: 535 }));

  beforeEach(async () => {
    tokens = await startTokenServer();
    shown = [];
    said = '';
    good.clear();
    refuse = plainly;
    sink = await startSink([], {
      disabledCommands: ['STARTTLS'],
      allowInsecureAuth: true,
      authOptional: false,
      authMethods: ['XOAUTH2'],
      onAuth: ({ method, username, accessToken }, _session, done) => {
        shown.push(accessToken ?? '');
        const isOurs = method === 'XOAUTH2' && username === 'desk@example.com';
        if (isOurs && good.has(accessToken ?? '')) done(null, { user: username });
        else refuse(done);
      },
    });
  });
  afterEach(async () => {
    await outlet.close();
    await sink.close();
    await tokens.close();
    nothingSecretIn(said);
  });

  function open(change: Partial<OAuthAccount> = {}): Outlet {
    const settings: SmtpOutletSettings = {
      host: '127.0.0.1',
      port: sink.port,
      tls: 'none',
      ca_file: null,
      user: 'desk@example.com',
      password: null,
      oauth: accountAt(tokens.url, change),
      connections: 2,
      messages_per_connection: 1, // so that each mail signs in
      name: 'postroom.example',
      dkim: null,
    };
    const log = pino({ level: 'trace' }, { write: (line: string) => void (said += line) });
    outlet = smtpOutlet(settings, log, { connect: 5_000, greeting: 5_000, silence: 5_000 });
    return outlet;
  }
  const send = () => outlet.send(outgoing(), forever);

  it('shows one token for many sessions', async () => {
    good.add('token-1');
    open();
    const sent = await Promise.all(Array.from({ length: 6 }, send));
    expect(sent.map(({ outcome }) => outcome)).toEqual(Array(6).fill('sent'));
    expect([new Set(shown), tokens.forms.length, sink.mails.length]).toEqual([new Set(['token-1']), 1, 6]);
  });

  it.each<[string, typeof refuse]>([
    ['at once', (done) => plainly(done)],
    ['after a challenge', (done) => done(null, { data: { status: '401', schemes: 'bearer' } })],
  ])('renews a revoked token that is refused %s, and sends', async (_name, how) => {
    refuse = how;
    good.add('token-1');
    open();
    expect((await send()).outcome).toBe('sent');
    good.clear();
    good.add('token-2');
    expect((await send()).outcome).toBe('sent');
    expect(shown).toEqual(['token-1', 'token-1', 'token-2']);
    expect(tokens.forms).toHaveLength(2);
  });

  it.each<[string, typeof refuse]>([
    ['at once', (done) => plainly(done)],
    ['after a challenge', (done) => done(null, { data: { status: '401' } })],
  ])('pauses when a renewed token is refused %s too, and says what to do', async (_name, how) => {
    refuse = how;
    open();
    const attempt = await send();
    expect(attempt).toEqual({
      outcome: 'paused',
      reason: expect.stringMatching(
        /^127\.0\.0\.1 refuses the access token for desk@example\.com \(.+\): check .*SMTP\.SendAsApp/u,
      ),
    });
    expect(JSON.stringify(attempt)).not.toMatch(/hush|token-\d/u);
    expect([shown, sink.seen.mail]).toEqual([['token-1', 'token-2'], 0]);
  });

  it('does not knock twice for each mail of a batch', async () => {
    open();
    const attempts = await Promise.all(Array.from({ length: 20 }, send));
    expect(attempts.every(({ outcome }) => outcome === 'paused')).toBe(true);
    expect(attempts[0]).toHaveProperty('reason', expect.stringContaining('refuses the access token'));
    expect(tokens.forms).toHaveLength(2);
    expect(shown.length).toBeLessThanOrEqual(22); // the first two sessions show the old token and the new one
  });

  it('tells a token server that says no from one that is out of order', async () => {
    tokens.answers.push({ status: 503, body: '' }, { status: 400, body: { error: 'invalid_grant' } });
    open({ grant: 'refresh_token', refresh_token: 'hush-refresh' });
    expect(await send()).toMatchObject({ outcome: 'retry', counts: false, reason: expect.stringContaining('(503)') });
    expect(await send()).toMatchObject({ outcome: 'paused', reason: expect.stringContaining('sign in anew') });
    expect(sink.seen.greeting).toBe(0);
  });

  it('stops while it waits for a token', async () => {
    tokens.answers.push('silent');
    open();
    expect(await outlet.send(outgoing(), AbortSignal.timeout(100))).toMatchObject({ outcome: 'retry', counts: false });
  });
});
