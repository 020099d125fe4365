import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { explain } from '../src/commands/explain.ts';
import { createPriorities } from '../src/domain/priority/priorities.ts';
import { suggestLevel } from '../src/domain/priority/suggest.ts';
import { readHeaderOnly, readMessage } from '../src/format/email.ts';
import { loadSettings } from '../src/settings.ts';

const SAMPLES = fileURLToPath(new URL('./samples/', import.meta.url));
const CONFIG = fileURLToPath(new URL('../config/postroom.yaml', import.meta.url));

type Line = {
  id: string;
  outcome: string;
  kind: string;
  ack: boolean;
  not_acknowledged?: { rule: string };
  level: number;
  evidence: { text: string; where: 'subject' | 'body'; at: [number, number] }[];
  from_address: string;
  subject: string;
  text: string;
  reply_text: string;
  attachments: { filename: string; size: number }[];
  reason: string;
};

/** Every mail in test/samples lies beside the decision that a stranger can read: with the settings that are shipped, this must come of it. */
test('every sample mail becomes what lies beside it', async () => {
  const { policy } = await loadSettings({ file: CONFIG, env: {} });
  const priorities = createPriorities(policy);
  const lines: Line[] = [];
  await explain([SAMPLES], {
    policy,
    json: true,
    suggest: (request) => suggestLevel(request, priorities),
    read: (raw) => readMessage(raw, null),
    readHeaderOnly: (raw) => readHeaderOnly(raw),
    now: Date.UTC(2026, 10, 25),
    print: (line) => lines.push(JSON.parse(line) as Line),
  });
  const found = new Map(lines.filter(({ id }) => !id.endsWith('.json')).map((line) => [line.id, line]));
  const names = readdirSync(SAMPLES).flatMap((name) => (name.endsWith('.eml') ? [name.slice(0, -4)] : []));
  expect(names.length).toBeGreaterThan(15);
  for (const name of names) {
    const line = found.get(name)!;
    for (const { text, where, at } of line.evidence) {
      const field = where === 'subject' ? line.subject : line.text;
      expect(field.slice(at[0], at[1]), `${name}: the evidence stands where it says`).toBe(text);
    }
    await expect(`${JSON.stringify(inWords(line), null, 2)}\n`).toMatchFileSnapshot(`${SAMPLES}${name}.decision.json`);
  }
});

function inWords(line: Line) {
  return {
    outcome: line.outcome,
    kind: line.kind,
    answered: line.ack,
    ...(line.ack ? {} : { silent_by_rule: line.not_acknowledged!.rule }),
    level: line.level,
    because_of: line.evidence.map(({ text }) => text),
    from: line.from_address,
    subject: line.subject,
    newly_written: line.reply_text,
    attachments: line.attachments.map(({ filename, size }) => `${filename}, ${size} bytes`),
    reason: line.reason,
  };
}
