import { readFileSync } from 'node:fs';
import process from 'node:process';
import { createPriorities } from '../src/domain/priority/priorities.ts';
import type { Priorities } from '../src/domain/priority/found.ts';
import { suggestLevel } from '../src/domain/priority/suggest.ts';
import { loadSettings } from '../src/settings.ts';

/*
 * `npm run bench:rules`: CPU time of one suggestion for a mail of 5 kB, with 2,000 phrases and with all that are shipped;
 * and for texts of 10 kB to 1 MB, which should cost in proportion.
 */

const { policy } = await loadSettings({ env: {} });
const bodies = readFileSync(new URL('../test/priority/dev.jsonl', import.meta.url), 'utf8')
  .trim()
  .split('\n')
  .map((line) => (JSON.parse(line) as { body: string }).body);
const text = bodies.join('\n\n');
const long = text.repeat(Math.ceil(1_000_000 / text.length));
const count = policy.rules.signals.reduce((sum, { phrases }) => sum + phrases.length, 0);

const all = createPriorities(policy);
const some = createPriorities({ ...policy, rules: thinned(2_000 / count) });
yardstick(long.slice(0, 5_000));
say('5 kB, 2,000 phrases', some, long.slice(0, 5_000), 2_000);
say(`5 kB, ${count} phrases`, all, long.slice(0, 5_000), 2_000);
for (const size of [10_000, 100_000, 1_000_000])
  say(`${size / 1_000} kB, ${count} phrases`, all, long.slice(0, size), 2_000_000 / size);

/** What this machine takes today for work that is the same everywhere: finding the words of the text by one expression, and no more. */
function yardstick(body: string): void {
  const round = (): number => {
    const before = process.cpuUsage();
    for (let n = 0; n < 200; n++) for (const _word of body.matchAll(/[\p{L}\p{N}]+/gu));
    const { user, system } = process.cpuUsage(before);
    return (user + system) / 200;
  };
  for (let warm = 0; warm < 5; warm++) round();
  process.stdout.write(
    `${'yardstick: 5 kB into words'.padEnd(26)} ${Math.min(...Array.from({ length: 10 }, round))
      .toFixed(0)
      .padStart(8)} µs\n`,
  );
}

/** The rules with a share of their phrases, spread evenly. */
function thinned(share: number): typeof policy.rules {
  let kept = 0;
  let seen = 0;
  const signals = policy.rules.signals.map((signal) => ({
    ...signal,
    phrases: signal.phrases.filter(() => {
      seen++;
      if (kept + 1 > seen * share) return false;
      kept++;
      return true;
    }),
  }));
  return { ...policy.rules, signals };
}

/** Mean and best of ten rounds, µs of CPU: the best is what the work costs, the mean what this machine made of it. */
function say(name: string, priorities: Priorities, body: string, times: number): void {
  const round = (): number => {
    const before = process.cpuUsage();
    for (let n = 0; n < times / 10; n++) suggestLevel({ subject: 'A request', body }, priorities);
    const { user, system } = process.cpuUsage(before);
    return (user + system) / Math.ceil(times / 10);
  };
  for (let warm = 0; warm < 5; warm++) round();
  const rounds = Array.from({ length: 10 }, round);
  const mean = rounds.reduce((a, b) => a + b, 0) / rounds.length;
  process.stdout.write(
    `${name.padEnd(26)} ${Math.min(...rounds)
      .toFixed(0)
      .padStart(8)} µs (mean ${mean.toFixed(0)})\n`,
  );
}
