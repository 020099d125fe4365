import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { loadSettings, redacted, SettingsError } from '../../src/settings.ts';

let cwd: string;
beforeEach(async () => void (cwd = await mkdtemp(join(tmpdir(), 'settings-'))));
afterEach(() => rm(cwd, { recursive: true }));

async function put(name: string, text: string): Promise<string> {
  await mkdir(dirname(join(cwd, name)), { recursive: true });
  await writeFile(join(cwd, name), text);
  return join(cwd, name);
}

async function problemsOf(yaml: string, env: Record<string, string> = {}): Promise<readonly string[]> {
  await put('config/postroom.yaml', yaml);
  const error = await loadSettings({ env, cwd }).catch((caught: unknown) => caught);
  return error instanceof SettingsError ? error.problems : [`no SettingsError but ${String(error)}`];
}

const RULES = `starts_at: { trouble: 0, grave: 0, test: 0, down: 0, blocks: 0 }
words:
  hot: |
    hot
    boiling
languages:
  en: { recognised_by: [the, and], fillers: [the] }
signals:
  kettle:
    says: there is tea
    phrases:
      en:
        plain: |
          <hot> kettle
          # a comment
          kettle .. boils
`;
const BOX = 'mailboxes: [{ id: support, address: support@example.com }]\n';
const SECRET_BOX = (password: string) =>
  `mailboxes:\n  - id: support\n    address: support@example.com\n    imap: { host: h, user: u, password: ${password} }\n`;

describe('where the settings are found', () => {
  test('nothing at hand: the packaged ones, with data under the current folder', async () => {
    const { settings, templatesDir, policy } = await loadSettings({ env: {}, cwd });
    expect(settings.mailboxes[0]?.id).toBe('support');
    expect(settings.data_dir).toBe(join(cwd, 'data'));
    expect(templatesDir).toMatch(/config.templates$/u);
    expect(policy.levels[6].callBackMinutes).toBe(1440);
  });

  test('--config goes before POSTROOM_CONFIG, and that before ./config/postroom.yaml', async () => {
    await put('config/postroom.yaml', `${BOX}log_level: debug\n`);
    const second = await put('second.yaml', `${BOX}log_level: warn\n`);
    const third = await put('third.yaml', `${BOX}log_level: error\n`);
    const level = async (file: string | undefined, env: Record<string, string>) =>
      (await loadSettings({ file, env, cwd })).settings.log_level;
    expect(await level(undefined, {})).toBe('debug');
    expect(await level(undefined, { POSTROOM_CONFIG: second })).toBe('warn');
    expect(await level(third, { POSTROOM_CONFIG: second })).toBe('error');
  });

  test('data paths count from the folder that holds config/, files that are read from config/ itself', async () => {
    const file = await put(
      'etc/config/postroom.yaml',
      `${BOX}listen: { smtp: { tls_cert_file: c.pem, tls_key_file: k.pem } }\n`,
    );
    const { settings, configDir } = await loadSettings({ file, env: {}, cwd: '/' });
    expect(settings.send.file.path).toBe(join(cwd, 'etc/data/sent'));
    expect(settings.listen.smtp.tls_cert_file).toBe(join(cwd, 'etc/config/c.pem'));
    expect(configDir).toBe(join(cwd, 'etc/config'));
  });

  test('a rules file beside the settings goes before the packaged one', async () => {
    await put('config/postroom.yaml', BOX);
    await put('config/rules.yaml', RULES);
    expect((await loadSettings({ env: {}, cwd })).policy.rules.signals.map((signal) => signal.name)).toEqual([
      'kettle',
    ]);
  });

  test('a file that was named and is not there is an error', async () => {
    await expect(loadSettings({ file: 'gone.yaml', env: {}, cwd })).rejects.toThrow(
      'gone.yaml: this settings file cannot be read (ENOENT)',
    );
    expect(await problemsOf(`${BOX}rules_file: gone.yaml\n`)).toEqual([
      expect.stringContaining('config/gone.yaml: this settings file cannot be read'),
    ]);
  });
});

describe('what is wrong is told with its place, all at once', () => {
  test('unknown keys, impossible values, missing keys', async () => {
    expect(
      await problemsOf('log_levle: info\nlisten:\n  http: { port: 99999 }\nmailboxes:\n  - id: Support\n'),
    ).toEqual([
      'config/postroom.yaml:1:1 log_levle: this key is not known; did you mean "log_level"?',
      'config/postroom.yaml:3:11 listen.http.port: 99999 is not possible here; use a whole number from 0 to 65535',
      'config/postroom.yaml:5:5 mailboxes[0].id: "Support" is not possible here; use lower-case letters, digits, - and _, beginning with a letter',
      'config/postroom.yaml:5:5 mailboxes[0].address: this key is missing; use a plain address such as support@example.com',
    ]);
  });

  test('an empty file lacks its mailboxes', async () => {
    expect(await problemsOf('')).toEqual([expect.stringContaining('1:1 mailboxes: this key is missing')]);
  });

  test('text that is not YAML', async () => {
    expect(await problemsOf(`${BOX}log_level: info\nlog_level: warn\n`)).toEqual([
      expect.stringMatching(/^config\/postroom.yaml:3:1: Map keys must be unique/u),
    ]);
  });

  test('an unknown tag', async () => {
    expect(await problemsOf(SECRET_BOX('!environment X'))).toContainEqual(
      expect.stringContaining('the known ones are !env NAME and !file PATH'),
    );
  });

  test('the rules and the policy file likewise', async () => {
    await put('config/rules.yaml', RULES.replace('says:', 'sayz:').replace('trouble: 0', 'trouble: high'));
    expect(await problemsOf(BOX)).toEqual([
      'config/rules.yaml:1:14 starts_at.trouble: "high" is not possible here; use a number from -20 to 20',
      expect.stringContaining(
        'config/rules.yaml:10:5 signals.kettle.sayz: this key is not known; did you mean "says"?',
      ),
    ]);
  });

  test('a phrase that can never be found, or would be everywhere, is told with its own line', async () => {
    await put(
      'config/rules.yaml',
      RULES.replace('kettle .. boils', '<cold> kettle\n\n          the kettle\n          the\n          .. tea'),
    );
    const phrases = 'signals.kettle.phrases.en.plain';
    expect(await problemsOf(BOX)).toEqual([
      `config/rules.yaml:16:11 ${phrases}[1]: "<cold> kettle" is no phrase: there is no group <cold>; name it under "words", or write the words out`,
      `config/rules.yaml:18:11 ${phrases}[2]: "the kettle" is no phrase: its other words are fillers, so it would be found wherever "kettl" stands; write that alone if it is meant`,
      `config/rules.yaml:19:11 ${phrases}[3]: "the" is no phrase: all its words are fillers, which are passed over in every text; say more`,
      `config/rules.yaml:20:11 ${phrases}[4]: ".. tea" is no phrase: it begins with "..", which stands between words only`,
    ]);
  });

  test('signals without phrases, words or a language', async () => {
    await put(
      'config/rules.yaml',
      `${RULES}  bare: { says: nothing }\n  mute: { phrases: { fr: { strong: [oui] } } }\n  past: { says: it is over }\n`,
    );
    expect(await problemsOf(BOX)).toEqual([
      'config/rules.yaml:17:3 signals.bare: it has no phrases; give some, or take it out',
      'config/rules.yaml:18:3 signals.mute: a rep reads what it says; add "says:" with a few words',
      'config/rules.yaml:18:22 signals.mute.phrases.fr: "fr" is not among the languages; add it there first',
    ]);
  });

  test('a decision table with a hole', async () => {
    await put('config/rules.yaml', RULES);
    const policy = await readFile(new URL('../../config/support-policy.yaml', import.meta.url), 'utf8');
    await put('config/support-policy.yaml', policy.replace('  - { level: 2, when: {} }\n', ''));
    expect(await problemsOf(BOX)).toEqual([
      expect.stringMatching(/support-policy\.yaml:\d+:\d+ decision_table\[4\]: some requests would fit no row/u),
    ]);
  });

  test('overrides from the environment are checked too', async () => {
    expect(await problemsOf(BOX, { POSTROOM_LOG_LEVEL: 'loud' })).toEqual([
      'POSTROOM_LOG_LEVEL: "loud" is not possible; use one of debug, info, warn, error, silent',
    ]);
    expect(await problemsOf(BOX, { POSTROOM_DATABASE_URL: 'mysql://u:hunter2@h/d' })).toEqual([
      expect.not.stringContaining('hunter2'),
    ]);
  });
});

describe('secrets', () => {
  test('come from the environment or from a file beside the yaml, without its last line end', async () => {
    await put('config/secrets/imap.txt', 'p w\n');
    await put('config/postroom.yaml', SECRET_BOX('!file secrets/imap.txt'));
    expect((await loadSettings({ env: {}, cwd })).settings.mailboxes[0]?.imap?.password).toBe('p w');
    await put('config/postroom.yaml', SECRET_BOX('!env PW'));
    expect((await loadSettings({ env: { PW: '12345' }, cwd })).settings.mailboxes[0]?.imap?.password).toBe('12345');
  });

  test.each([
    ['hunter2', 'a secret does not belong in this file; write "password: !env NAME"'],
    ['!env GONE', 'the environment variable GONE is not set'],
    ['!file gone.txt', 'cannot be read (ENOENT)'],
    ['!env', '!env needs a name'],
  ])('%s is refused, once, and not repeated', async (password, sentence) => {
    expect(await problemsOf(SECRET_BOX(password))).toEqual([expect.stringContaining(sentence)]);
    expect((await problemsOf(SECRET_BOX(password))).join('')).not.toContain('hunter2');
  });

  test.each([
    ['postgres://postroom@db/postroom', true],
    ['postgres:///postroom?host=/run/postgresql', true],
    ['postgres://postroom:hunter2@db/postroom', false],
    ['postgres://postroom:hun/ter2@db/postroom', false],
    ['postgres://postroom@db/postroom?password=hunter2', false],
  ])('a database url without a password may be written: %s', async (url, allowed) => {
    const problems = await problemsOf(`${BOX}database: { url: '${url}' }\n`);
    expect(problems.some((problem) => problem.includes('a secret does not belong'))).toBe(!allowed);
  });

  test('are shown as [set]', async () => {
    await put('config/postroom.yaml', SECRET_BOX('!env PW'));
    const { settings } = await loadSettings({
      env: { PW: 'hunter2', POSTROOM_DATABASE_URL: 'postgres://u:hunter2@h/d' },
      cwd,
    });
    expect(settings.database.url).toContain('hunter2');
    const shown = JSON.stringify(redacted(settings));
    expect(shown).not.toContain('hunter2');
    expect(shown).toContain('"password":"[set]"');
    expect(shown).toContain('"user":"u"');
  });
});

describe('what no single key can say', () => {
  test.each([
    [
      'mailboxes: [{ id: a, address: a@b.example }, { id: a, address: c@b.example }]',
      'mailboxes[1].id: "a" is already taken by mailbox "a"',
    ],
    [
      'mailboxes: [{ id: a, address: a@b.example }, { id: c, address: c@b.example, aliases: [A@B.example] }]',
      'mailboxes[1].aliases[0]: "A@B.example" is already taken',
    ],
    [
      'mailboxes: [{ id: a, address: a@b.example, authentication: { mode: authserv-id } }]',
      'authserv_id: mode authserv-id needs a name',
    ],
    [`${BOX}blobs: { store: folder }`, 'blobs.folder: store: folder needs a folder'],
    [`${BOX}send: { smtp: { user: x } }`, 'send.smtp.password: user and password belong together'],
    [`${BOX}listen: { lmtp: { tls_cert_file: x } }`, 'listen.lmtp.tls_key_file: certificate and key belong together'],
    [`${BOX}limits: { message_bytes: 2000 }`, 'limits.oversize_kept_bytes: more would be kept'],
    [`${BOX}reconcile_cron: daily`, 'reconcile_cron: "daily" is not possible here; use five cron fields'],
  ])('%s', async (yaml, sentence) => {
    expect(await problemsOf(yaml)).toEqual([expect.stringContaining(sentence)]);
  });
});

test('an environment variable is read as the number or the yes that its key wants', async () => {
  await put('config/postroom.yaml', `${BOX}listen: { http: { port: !env PORT, enabled: !env ON } }\n`);
  expect((await loadSettings({ env: { PORT: '8080', ON: 'false' }, cwd })).settings.listen.http).toMatchObject({
    port: 8080,
    enabled: false,
  });
});

test('the result is frozen to the bottom', async () => {
  const { settings, policy } = await loadSettings({ env: {}, cwd });
  for (const part of [
    settings,
    settings.mailboxes[0],
    settings.send.retry_ms,
    policy,
    policy.levels[1],
    policy.rules.signals[0]?.phrases,
  ])
    expect(Object.isFrozen(part)).toBe(true);
});

test('the point of a planned death is for tests only, and a number', async () => {
  expect((await loadSettings({ env: { POSTROOM_KILL_AT: '7' }, cwd })).killAt).toBe(7);
  expect((await loadSettings({ env: { POSTROOM_KILL_AT: 'now' }, cwd })).killAt).toBeNull();
});

describe('oauth', () => {
  const box = (more: string) =>
    `mailboxes:\n  - id: support\n    address: support@example.com\n    imap: { host: h, user: u, ${more} }\n`;
  const entra = 'token_url: https://login.example/token, client_id: c';
  const env = { S: 'hush', P: 'pass' };
  const told = async (yaml: string) =>
    (await problemsOf(yaml, env)).map((line) => line.replace(/^\S+ (?:mailboxes\[0\]\.)?/u, ''));

  test.each([
    'password: !env P, oauth: null',
    `oauth: { grant: refresh_token, ${entra}, refresh_token: !env S }`,
    `oauth: { grant: client_credentials, ${entra}, client_secret: !env S, scope: s }`,
  ])('%s will do', async (more) => {
    await put('config/postroom.yaml', box(more));
    await expect(loadSettings({ env, cwd })).resolves.toBeDefined();
  });

  test.each<[string, readonly RegExp[]]>([
    ['password: null', [/^imap\.password: a login needs one of password and oauth/u]],
    [
      `password: !env P, oauth: { grant: refresh_token, ${entra}, refresh_token: !env S }`,
      [/^imap\.oauth: password and oauth exclude each other/u],
    ],
    [
      `oauth: { grant: client_credentials, ${entra}, subject: u }`,
      [
        /^imap\.oauth\.client_secret: grant client_credentials needs this key/u,
        /^imap\.oauth\.scope: grant client_credentials needs this key; .*outlook\.office365\.com/u,
        /^imap\.oauth\.subject: grant client_credentials has no use for this key/u,
      ],
    ],
    [
      `oauth: { grant: service_account, ${entra}, private_key: !env S, scope: s }`,
      [
        /^imap\.oauth\.subject: grant service_account needs this key; give the address of the mailbox/u,
        /^imap\.oauth\.private_key: this is no RSA private key/u,
      ],
    ],
    [
      'oauth: { grant: refresh_token, token_url: "http://login.example/", client_id: c, refresh_token: !env S }',
      [/^imap\.oauth\.token_url: secrets are sent there; use https/u],
    ],
    [
      `oauth: { grant: refresh_token, ${entra}, refresh_token: hush }`,
      [/^imap\.oauth\.refresh_token: a secret does not belong in this file/u],
    ],
  ])('%s', async (more, problems) => {
    const found = await told(box(more));
    expect(found).toEqual(problems.map((problem) => expect.stringMatching(problem)));
  });

  test('of the outlet needs a user and excludes a password', async () => {
    const oauth = `oauth: { grant: refresh_token, ${entra}, refresh_token: !env S }`;
    expect(await told(`${BOX}send: { smtp: { ${oauth} } }\n`)).toEqual([
      'send.smtp.user: oauth needs a user; name the mailbox that sends',
    ]);
    expect(await told(`${BOX}send: { smtp: { user: u, password: !env P, ${oauth} } }\n`)).toEqual([
      'send.smtp.oauth: password and oauth exclude each other; give one of them',
    ]);
  });

  test('its secrets are not shown', async () => {
    await put(
      'config/postroom.yaml',
      box(`oauth: { grant: client_credentials, ${entra}, client_secret: !env S, scope: s }`),
    );
    const { settings } = await loadSettings({ env, cwd });
    expect(JSON.stringify(redacted(settings))).not.toContain('hush');
  });
});

describe('the group fax', () => {
  const fax = (text: string): string => `${BOX}public_url: https://desk.example\nfax:\n  ${text}\n`;
  test.each([
    [
      "numbers: [{ number: '+15550100000', mailbox: sales }]",
      /fax\.numbers\[0\]\.mailbox: there is no mailbox "sales"; name one of support/u,
    ],
    ['folders: [{ id: a, path: x, mailbox: support }, { id: a, path: y, mailbox: support }]', /"a" stands twice/u],
    ['folders: [{ id: a, path: x, processed_path: x, mailbox: support }]', /moved to where they are read from/u],
    [
      'webhooks: [{ id: a, contract: telnyx, mailbox: support, media_hosts: [x.example] }]',
      /telnyx proves its requests with the public key/u,
    ],
    ['webhooks: [{ id: a, contract: signalwire, mailbox: support, key: !env KEY }]', /fetched, but from nowhere/u],
    ['webhooks: [{ id: a, contract: sinch, mailbox: support }]', /sinch signs nothing/u],
    [
      'webhooks: [{ id: a, contract: sinch, mailbox: support, user: u, path_secret: !env KEY }]',
      /user and password belong together/u,
    ],
    [
      'webhooks: [{ id: a, contract: twilio, mailbox: support, key: abc, media_hosts: [x.example] }]',
      /secret does not belong/u,
    ],
    ['webhooks: [{ id: a, contract: smoke, mailbox: support }]', /contract/u],
  ])('%s', async (text, says) => {
    const problems = await problemsOf(fax(text), { KEY: 'k' });
    expect(problems.some((problem) => says.test(problem))).toBe(true);
  });

  test('who must reach us needs an address to reach us at', async () => {
    const send = "send: { api_url: https://f.example, project: p, token: !env KEY, from: '+15550100000' }";
    const problems = await problemsOf(`${BOX}fax:\n  ${send}\n`, { KEY: 'k' });
    expect(problems).toEqual([expect.stringMatching(/public_url: a fax service fetches the pages from us/u)]);
  });

  test('what is right is taken', async () => {
    const text = `webhooks:\n    - { id: sw, contract: signalwire, mailbox: support, key: !env KEY, media_hosts: ['*.signalwire.com'] }`;
    await put('config/postroom.yaml', fax(text));
    const { settings } = await loadSettings({ env: { KEY: 'k' }, cwd });
    expect(settings.fax.webhooks[0]).toMatchObject({ id: 'sw', key: 'k', path_secret: null });
    expect(JSON.stringify(redacted(settings))).not.toContain('"k"');
  });
});
