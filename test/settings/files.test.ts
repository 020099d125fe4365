import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { schemas } from '../../scripts/schema.ts';
import { crossChecks } from '../../src/settings/cross.ts';
import { peopleShape } from '../../src/settings/people-shape.ts';
import { supportPolicyShape } from '../../src/settings/policy-shape.ts';
import { settingsShape, type OAuthSettings } from '../../src/settings/shape.ts';

const config = (name: string) => readFileSync(new URL(`../../config/${name}`, import.meta.url), 'utf8');
const customTags = ['env', 'file'].map((name) => ({ tag: `!${name}`, resolve: (text: string) => text }));

test.each(Object.entries(schemas))('%s is what scripts/schema.ts writes (npm run schema)', (name, schema) => {
  expect(config(name)).toBe(schema);
});

test('postroom.yaml names every key of the shape, with the same default', () => {
  const written = parse(config('postroom.yaml')) as { mailboxes: unknown[] } & Record<string, unknown>;
  const { mailboxes, ...rest } = settingsShape.parse({
    mailboxes: [{ id: 'support', address: 'support@example.com' }],
  });
  const { mailboxes: boxes, ...others } = written;
  expect(others).toStrictEqual(rest);
  expect(boxes).toStrictEqual([
    {
      ...mailboxes[0],
      name: 'Customer Support',
      folder: { path: './data/incoming', processed_path: null, poll_seconds: 5 },
    },
  ]);
});

test('the examples in comments name every key too, and fit', () => {
  const uncommented = config('postroom.yaml')
    .replaceAll(/^ *(?:imap|dkim): null\n/gmu, '')
    .replaceAll(
      /^( *)# ((?: {2})?(?:imap|dkim|host|port|tls|ca_file|user|password|oauth|folder|after|processed_folder|start_from|poll_seconds|idle|command_seconds|batch|domain|selector|private_key):)/gmu,
      '$1$2',
    );
  const written = settingsShape.parse(parse(uncommented, { customTags }));
  const { host, user, password, ...defaults } = written.mailboxes[0]!.imap!;
  expect([host, user, password]).not.toContain(undefined);
  expect(defaults).toStrictEqual({
    port: 993,
    tls: 'implicit',
    answer_backlog: false,
    ca_file: null,
    oauth: null,
    folder: 'INBOX',
    after: 'move',
    processed_folder: 'Processed',
    start_from: 'now',
    poll_seconds: 60,
    idle: true,
    command_seconds: 60,
    batch: 100,
  });
  expect(written.send.smtp.dkim).toMatchObject({ selector: 'postroom' });
});

test('the examples of oauth in comments fit, and lack nothing', () => {
  const examples = [...config('postroom.yaml').matchAll(/^ *#   # oauth:\n((?: *#   #   .*\n)+)/gmu)].map(([, group]) =>
    parse(group!.replaceAll(/^ *#   #   /gmu, ''), { customTags }),
  ) as OAuthSettings[];
  expect(examples.map(({ grant }) => grant)).toEqual(['client_credentials', 'service_account']);
  for (const example of examples) {
    const box = { id: 'support', address: 'support@example.com', imap: { host: 'h', user: 'u', oauth: example } };
    // The key stands in a file that is not there.
    const found = crossChecks(settingsShape.parse({ mailboxes: [box] })).map(({ path }) => path.at(-1));
    expect(found.filter((key) => key !== 'private_key')).toEqual([]);
  }
});

/** A yaml whose commented groups speak instead of the plain ones of the same name. */
const withExamples = (yaml: string, keys: readonly string[]) =>
  keys.reduce((text, key) => {
    const example = new RegExp(String.raw`^( *)# ${key}:\n(?:\1# (?: +|- ).*\n)+`, 'mu');
    const [lines, indent] = example.exec(text)!;
    const plain = new RegExp(String.raw`^${indent}${key}:.*\n(?:${indent} +.*\n)*`, 'mu');
    return text.replace(lines, lines.replaceAll(/^( *)# /gmu, '$1')).replace(plain, '');
  }, yaml);

test('the examples of sms and tokens in comments fit, and name every key', () => {
  const written = settingsShape.parse(parse(withExamples(config('postroom.yaml'), ['sms', 'tokens']), { customTags }));
  expect(written.send.sms).toStrictEqual({
    account_sid: 'ACCOUNT_SID',
    auth_token: 'TWILIO_AUTH_TOKEN',
    from: '+12125550100',
    api_url: 'https://api.twilio.com',
  });
  expect(written.api.tokens).toStrictEqual([
    { name: 'phone-system', person: 'ben', token: 'POSTROOM_TOKEN_PHONE', roles: ['rep'] },
  ]);
  expect(crossChecks(written)).toEqual([]);
});

test('the example of webhooks in comments fits', () => {
  const secret = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw';
  const text = withExamples(config('postroom.yaml'), ['webhooks']).replace(
    /secret: !env POSTROOM_WEBHOOK_BOARD/u,
    `secret: ${secret}`,
  );
  const written = settingsShape.parse(parse(text, { customTags }));
  expect(written.webhooks).toStrictEqual([
    {
      id: 'board',
      url: 'https://board.example.com/postroom',
      secret,
      events: ['ticket.created', 'ticket.changed', 'ticket.breached'],
    },
  ]);
  expect(crossChecks(written)).toEqual([]);
});

test.each([
  [{ url: 'http://board.example.com/' }, 'url'],
  [{ url: 'http://10.0.0.8/' }, 'url'],
  [{ url: 'https://user:word@board.example.com/' }, 'url'],
  [{ url: 'board' }, 'url'],
])('a webhook with %j is refused', (change, key) => {
  const hook = {
    id: 'a',
    url: 'http://127.0.0.1:8080/',
    secret: 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw',
    events: ['ticket.created'],
  };
  const found = (one: object) =>
    crossChecks(
      settingsShape.parse({ mailboxes: [{ id: 'support', address: 'support@example.com' }], webhooks: [hook, one] }),
    ).map(({ path }) => path);
  expect(found({ ...hook, id: 'b', ...change })).toEqual([['webhooks', 1, key]]);
  expect(found({ ...hook, url: 'https://10.0.0.8/' })).toEqual([['webhooks', 1, 'id']]);
});

test.each([
  { secret: 'plain-text-of-thirty-characters-or-more' },
  { secret: 'whsec_c2hvcnQ=' },
  { events: [] },
  { events: ['ticket.gone'] },
])('a webhook with %j has not the shape of one', (change) => {
  const hook = {
    id: 'a',
    url: 'https://a.example/',
    secret: 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw',
    events: ['ticket.created'],
  };
  const settings = { mailboxes: [{ id: 'support', address: 'support@example.com' }] };
  expect(settingsShape.safeParse({ ...settings, webhooks: [hook] }).success).toBe(true);
  expect(settingsShape.safeParse({ ...settings, webhooks: [{ ...hook, ...change }] }).success).toBe(false);
});

test('support-policy.yaml names every key of the shape, with the same default', () => {
  const written = parse(config('support-policy.yaml')) as ReturnType<typeof supportPolicyShape.parse>;
  const { name, meaning, call_back_words, call_back_minutes, resolution_minutes } = written.levels[1];
  const bare = { name, meaning, call_back_words, call_back_minutes, resolution_minutes };
  const { words, zone, days } = written.service_hours;
  const filled = supportPolicyShape.parse({
    levels: { 1: bare, 2: bare, 3: bare, 4: bare, 5: bare, 6: bare },
    service_hours: { words, zone, days },
  });
  for (const level of [1, 2, 3, 4, 5, 6] as const)
    expect({ ...written.levels[level], ...bare }).toStrictEqual(filled.levels[level]);
  expect({ ...written, levels: null }).toStrictEqual({ ...filled, levels: null });
});

test('the examples of support-policy.yaml in comments fit', () => {
  const text = withExamples(config('support-policy.yaml'), ['holiday_region', 'exceptions']);
  expect(supportPolicyShape.parse(parse(text)).service_hours).toMatchObject({
    holiday_region: { country: 'US', state: 'NY', region: null },
    exceptions: { '2026-12-24': ['08:00-12:00'] },
  });
});

test('people.yaml names nobody, with the default ladder, and its example names every key', () => {
  expect(parse(config('people.yaml'))).toStrictEqual(peopleShape.parse({}));
  const example = parse(withExamples(config('people.yaml'), ['people', 'ladder'])) as Record<string, unknown>;
  const { people, ladder } = peopleShape.parse(example);
  expect(example).toMatchObject({
    people: people.map((person) => ({ ...person, hours: person.hours && expect.any(Object) })),
  });
  expect(people.length).toBeGreaterThan(3);
  expect(ladder.map((rung) => rung.people.length)).toEqual([1, 1, 2]);
});
