import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { schemas } from '../../scripts/schema.ts';
import { crossChecks } from '../../src/settings/cross.ts';
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
