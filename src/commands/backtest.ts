import { LEVELS } from '../domain/level.ts';
import { createPriorities } from '../domain/priority/priorities.ts';
import { loadDeciding, type Loaded } from '../settings.ts';
import type { Changed, Trial } from '../domain/priority/trial.ts';
import { tryRules } from '../stages/trial.ts';
import { openStore } from '../store/open.ts';
import type { Db } from '../store/sql.ts';
import { refuseOlder } from './older.ts';
import { history } from './past.ts';

export type BacktestOptions = {
  readonly rules: string;
  /** a support policy whose decision table is tried too; undefined: the one in force */
  readonly policy: string | undefined;
  readonly json: boolean;
  readonly print: (line: string) => void;
};

/** Decides the stored history again under other rules and prints what would change. Writes nothing. */
export async function backtest(options: BacktestOptions, loaded: Loaded): Promise<Trial> {
  const { settings } = loaded;
  const store = await openStore({ url: settings.database.url, connections: 2, dataDir: settings.data_dir });
  try {
    return await backtestOn(store.db, options, loaded);
  } finally {
    await store.close();
  }
}

/** The same on an open database. */
export async function backtestOn(
  db: Db,
  { rules, policy, json, print }: BacktestOptions,
  { policy: standing, deciding, zone }: Loaded,
): Promise<Trial> {
  const other = await loadDeciding({ rules, policy: policy ?? deciding.policy });
  const [before, after] = [createPriorities(standing), createPriorities({ ...standing, ...other })];
  await refuseOlder(db);

  const result = await tryRules(history(db, zone), { before, after }, (changed) => tell(changed, json, print));
  if (json) print(JSON.stringify(result));
  else for (const line of inWords(result)) print(line);
  return result;
}

function tell(change: Changed, json: boolean, print: (line: string) => void): void {
  if (json) print(JSON.stringify(change));
  else {
    const { reference, from, to, confirmed, subject, causes } = change;
    const person = confirmed === null ? '' : `, a person said ${confirmed}`;
    print(`[#${reference}] ${from} → ${to}${person}: ${subject}`);
    for (const { by, signal, phrase } of causes) print(`    ${by === 'gained' ? '+' : '−'} ${signal}: ${phrase}`);
  }
}

function inWords({ tickets, changed, confusion, confirmed, phrases, by_weights }: Trial): readonly string[] {
  if (tickets === 0) return ['There is no ticket yet, so nothing can be tried.'];
  const cells = (row: readonly number[]): string => row.map((n) => String(n).padStart(7)).join('');
  return [
    '',
    `${changed} of ${tickets} tickets would be suggested another level.`,
    ...(confirmed.tickets === 0
      ? ['No level was confirmed by a person yet, so nobody can say whether that is better.']
      : [
          `Of ${confirmed.tickets} levels that a person confirmed, the rules in force meet ${confirmed.met_before}, the new ones ${confirmed.met_after}.`,
        ]),
    '',
    `from \\ to${cells(LEVELS)}`,
    ...confusion.map((row, n) => `level ${n + 1}  ${cells(row)}`),
    ...(changed === 0 ? [] : ['', 'What makes them change:']),
    ...phrases
      .slice(0, MOST_LINES)
      .map(
        ({ by, signal, phrase, tickets: n, references }) =>
          `${String(n).padStart(6)} × ${by === 'gained' ? 'now found' : 'no longer found'}, ${signal}: ${phrase} (${references.map((r) => `#${r}`).join(', ')})`,
      ),
    ...(phrases.length > MOST_LINES ? [`       … and ${phrases.length - MOST_LINES} more; --json tells all`] : []),
    ...(by_weights > 0 ? [`${String(by_weights).padStart(6)} × what signals speak for, or the decision table`] : []),
  ];
}

const MOST_LINES = 40; // a screen
