import { Resolver } from 'node:dns/promises';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import type { Finding } from '../../src/commands/doctor/check.ts';
import { checkDns, type Lookup } from '../../src/commands/doctor/dns.ts';
import { settingsShape } from '../../src/settings/shape.ts';
import { dovecotAvailable, INSTALL_DOVECOT, startDovecot, type Dovecot } from '../peers/dovecot.ts';
import { runPostroom } from '../peers/gateway.ts';
import { describePeer } from '../peers/require.ts';
import { startSink, type Sink } from '../peers/smtp-sink.ts';
import { startTokenImap } from '../peers/token-imap.ts';
import { startTokenServer } from '../peers/token-server.ts';

/** ms; starting the program takes a second, ten times that on a busy machine */
const LONG = 60_000;

let dir: string;
let sink: Sink;
beforeAll(async () => {
  sink = await startSink();
});
afterAll(() => sink.close());
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'doctor-'));
  mkdirSync(join(dir, 'incoming'));
  return () => rmSync(dir, { recursive: true });
});

/** Runs `postroom doctor --json`; the findings, those about DNS left out, which every network answers otherwise. */
async function doctor(yaml: string, env: Readonly<Record<string, string>> = {}) {
  const config = join(dir, 'postroom.yaml');
  writeFileSync(config, yaml);
  const ran = await runPostroom(['doctor', '--json', '--config', config], { POSTROOM_DATABASE_URL: '', ...env });
  const findings = ran.stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Finding);
  return { ...ran, findings: findings.filter(({ check }) => !/^(?:DNS|MX|SPF|DMARC|DKIM)/u.test(check)) };
}

const states = (findings: readonly Finding[]): Record<string, string> =>
  Object.fromEntries(findings.map(({ check, state }) => [check, state]));

/** What is said about promises when nobody is named who keeps them. */
const PROMISES = {
  'service hours': 'ok',
  ...Object.fromEntries([1, 2, 3, 4, 5, 6].map((level) => [`level ${level}`, 'ok'])),
  promises: 'warning',
  holidays: 'ok',
};

const folderOnly = 'mailboxes: [{ id: support, address: help@helpdesk.example, folder: { path: ./incoming } }]\n';

test('a house in order is found so', { timeout: LONG }, async () => {
  const { code, stderr, findings } = await doctor(
    `${folderOnly}send: { outlet: smtp, smtp: { host: 127.0.0.1, port: ${sink.port}, tls: none } }`,
  );
  expect([code, stderr]).toEqual([0, '']);
  expect(states(findings)).toEqual({
    settings: 'ok',
    ...PROMISES,
    database: 'ok',
    'folder of support': 'ok',
    'outlet smtp': 'ok',
    disk: 'ok',
    reading: 'ok',
    'reading faxes': 'ok',
  });
  expect(sink.mails).toEqual([]);
});

test('what is wrong is told with what to do, and no password', { timeout: LONG }, async () => {
  const { code, findings } = await doctor(
    `mailboxes:
  - { id: support, address: help@helpdesk.example, folder: { path: ./nowhere } }
  - { id: sales, address: sales@helpdesk.example, imap: { host: 127.0.0.1, port: 1, tls: none, user: sales, password: !env SALES_PASSWORD } }
database: { url: !env BAD_DATABASE }
send: { outlet: smtp, smtp: { host: 127.0.0.1, port: 1, tls: none } }`,
    { SALES_PASSWORD: 'wordofsecret', BAD_DATABASE: 'postgres://nobody:wordofsecret@127.0.0.1:1/none' },
  );
  expect(code).toBe(1);
  expect(states(findings)).toEqual({
    settings: 'ok',
    ...PROMISES,
    database: 'failed',
    'mailbox sales': 'failed',
    'folder of support': 'failed',
    'outlet smtp': 'failed',
    disk: 'ok',
    reading: 'ok',
    'reading faxes': 'ok',
  });
  for (const { state, todo } of findings) expect(todo === '').toBe(state === 'ok');
  expect(findings.find(({ check }) => check === 'folder of support')?.todo).toMatch(/^make it \(mkdir -p .*nowhere\)/u);
  expect(findings.find(({ check }) => check === 'mailbox sales')?.todo).toMatch(/imap\.host and imap\.port/u);
  expect(JSON.stringify(findings)).not.toContain('wordofsecret');
});

test('settings that cannot be used are all told', { timeout: LONG }, async () => {
  const { code, findings } = await doctor('mailboxes: []\nsend: { outlet: pigeon }\n');
  expect(code).toBe(1);
  expect(findings.length).toBeGreaterThanOrEqual(2);
  expect(findings.every(({ check, state }) => check === 'settings' && state === 'failed')).toBe(true);
});

test.skipIf(process.getuid?.() === 0)('a folder without rights is told', { timeout: LONG }, async () => {
  chmodSync(join(dir, 'incoming'), 0o500);
  const { code, findings } = await doctor(folderOnly);
  expect([code, states(findings)['folder of support']]).toEqual([1, 'failed']);
});

test('a login that the mail server refuses is told', { timeout: LONG }, async () => {
  const strict = await startSink([], {
    disabledCommands: ['STARTTLS'],
    allowInsecureAuth: true,
    onAuth: (_auth, _session, done) => done(Object.assign(new Error('no'), { responseCode: 535 })),
  });
  const { code, findings } = await doctor(
    `${folderOnly}send: { outlet: smtp, smtp: { host: 127.0.0.1, port: ${strict.port}, tls: none, user: desk, password: !env SMTP_PASSWORD } }`,
    { SMTP_PASSWORD: 'wrong' },
  );
  await strict.close();
  const outlet = findings.find(({ check }) => check === 'outlet smtp');
  expect([code, outlet?.state, outlet?.todo]).toEqual([1, 'failed', 'correct send.smtp.user and send.smtp.password']);
});

test('whether an access token can be had, and is taken, is told', { timeout: LONG }, async () => {
  const tokens = await startTokenServer();
  const mail = await startTokenImap('OAUTHBEARER');
  mail.good.add('token-1');
  mail.good.add('token-2');
  const oauth = `oauth: { grant: client_credentials, token_url: "${tokens.url}", client_id: c, client_secret: !env SECRET, scope: s }`;
  const yaml = `mailboxes: [{ id: support, address: help@helpdesk.example, imap: { host: 127.0.0.1, port: ${mail.port}, tls: none, user: desk, ${oauth} } }]
send: { outlet: smtp, smtp: { host: 127.0.0.1, port: ${sink.port}, tls: none, user: desk, ${oauth} } }`;
  const fine = await doctor(yaml, { SECRET: 'wordofsecret' });
  expect(states(fine.findings)).toMatchObject({
    'token of support': 'ok',
    'mailbox support': 'ok',
    'token of outlet': 'ok',
  });
  tokens.answers.push(...Array.from({ length: 2 }, () => ({ status: 401, body: { error: 'invalid_client' } })));
  const wrong = await doctor(yaml, { SECRET: 'wordofsecret' });
  expect(wrong.findings.find(({ check }) => check === 'token of support')).toMatchObject({
    state: 'failed',
    todo: expect.stringMatching(/^check client_id and client_secret in imap\.oauth of mailbox support/u),
  });
  expect(Object.keys(states(wrong.findings))).not.toContain('mailbox support');
  expect(JSON.stringify([fine, wrong])).not.toMatch(/wordofsecret|token-\d/u);
  await mail.stop();
  await tokens.close();
});

describePeer('dovecot', dovecotAvailable(), INSTALL_DOVECOT, 'an IMAP mailbox', () => {
  let dovecot: Dovecot;
  beforeAll(async () => {
    dovecot = await startDovecot();
  });
  afterAll(() => dovecot.stop());

  const imap = (more: string): string =>
    `mailboxes:\n  - { id: support, address: help@helpdesk.example, imap: { host: 127.0.0.1, port: ${dovecot.port}, tls: none, user: desk, password: !env IMAP_PASSWORD${more} } }\n`;

  test('is logged in to, and its folders are looked at', { timeout: LONG }, async () => {
    await dovecot.append('From: a@b.example\r\nSubject: x\r\n\r\nx\r\n');
    const { code, findings } = await doctor(imap(''), { IMAP_PASSWORD: dovecot.password });
    expect(code).toBe(0);
    const told = findings
      .filter(({ check }) => check.startsWith('mailbox'))
      .map(({ state, what }) => `${state}: ${what}`);
    expect(told).toEqual([
      'ok: not encrypted, which is right on the same machine',
      expect.stringMatching(/^ok: desk at 127\.0\.0\.1:\d+, folder INBOX; can move, tells at once \(IDLE\)$/u),
      'ok: will be made when the first mail is moved',
    ]);
    expect(await dovecot.as(async (client) => (await client.list()).map(({ path }) => path))).toEqual(['INBOX']);
  });

  test('whose folder or password is wrong is told', { timeout: LONG }, async () => {
    const none = await doctor(imap(', folder: Nowhere'), { IMAP_PASSWORD: dovecot.password });
    expect(none.findings.find(({ check }) => check === 'mailbox support')).toMatchObject({
      state: 'failed',
      todo: expect.stringContaining('create it'),
    });
    const wrong = await doctor(imap(''), { IMAP_PASSWORD: 'wrong' });
    expect(wrong.findings.find(({ check }) => check === 'mailbox support')).toMatchObject({
      state: 'failed',
      todo: expect.stringContaining('imap.password'),
    });
  });
});

const settings = settingsShape.parse({
  mailboxes: [{ id: 'support', address: 'help@Helpdesk.org' }],
  send: { smtp: { dkim: { domain: 'helpdesk.org', selector: 'pr', private_key: 'x' } } },
});
const absent = (): Promise<never> => Promise.reject(Object.assign(new Error('none'), { code: 'ENOTFOUND' }));
const lookup = (
  txt: Readonly<Record<string, readonly string[]>>,
  mx: readonly string[] = ['mx.helpdesk.org'],
): Lookup => ({
  resolveNs: async () => ['a.org-servers.example'],
  resolveMx: async () => (mx.length === 0 ? absent() : mx.map((exchange) => ({ exchange }))),
  resolveTxt: async (name) => txt[name]?.map((text) => [text.slice(0, 10), text.slice(10)]) ?? absent(),
});

test.each<[string, Lookup, Record<string, string>]>([
  [
    'all there',
    lookup({
      'helpdesk.org': ['google-site-verification=x', 'v=spf1 mx -all'],
      '_dmarc.helpdesk.org': ['v=DMARC1; p=none'],
      'pr._domainkey.helpdesk.org': ['v=DKIM1; k=rsa; p=MIIB'],
    }),
    { MX: 'ok', SPF: 'ok', DMARC: 'ok', DKIM: 'ok' },
  ],
  ['none there', lookup({}, []), { MX: 'warning', SPF: 'warning', DMARC: 'warning', DKIM: 'warning' }],
  [
    'two SPF records, and a revoked key',
    lookup({
      'helpdesk.org': ['v=spf1 mx -all', 'v=spf1 a -all'],
      '_dmarc.helpdesk.org': ['v=DMARC1; p=none'],
      'pr._domainkey.helpdesk.org': ['v=DKIM1; p='],
    }),
    { MX: 'ok', SPF: 'warning', DMARC: 'ok', DKIM: 'warning' },
  ],
])('DNS: %s', async (_name, answers, expected) => {
  const findings = await checkDns(settings, answers);
  expect(Object.fromEntries(findings.map(({ check, state }) => [check.split(' ')[0], state]))).toEqual(expected);
  for (const { state, todo } of findings) expect(todo === '').toBe(state === 'ok');
});

test('DNS that cannot be reached is no failure', async () => {
  const resolver = new Resolver({ timeout: 500, tries: 1 });
  resolver.setServers(['127.0.0.1:1']);
  const deaf = await checkDns(settings, resolver);
  expect(deaf.map(({ state, what }) => [state, what])).toEqual([['warning', 'could not be checked (ECONNREFUSED)']]);
  const walled: Lookup = { ...lookup({}), resolveNs: absent };
  expect((await checkDns(settings, walled))[0]?.what).toBe('could not be checked (the DNS here knows nothing of .org)');
});
