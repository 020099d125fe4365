import { LEVELS, type Level } from '../domain/level.ts';
import { compare, type Cause, type Change } from '../domain/priority/compare.ts';
import { createPriorities } from '../domain/priority/priorities.ts';
import { loadDeciding, type Loaded } from '../settings.ts';
import { openStore } from '../store/open.ts';
import type { Db } from '../store/sql.ts';
import { refuseOlder } from './older.ts';
import { asked, history } from './past.ts';

export type BacktestOptions = {
  readonly rules: string;
  /** a support policy whose decision table is tried too; undefined: the one in force */
  readonly policy: string | undefined;
  readonly json: boolean;
  readonly print: (line: string) => void;
};

/** A ticket whose suggested level would be another. */
type Changed = { readonly reference: string; readonly subject: string; readonly confirmed: Level | null } & Change;

/** A phrase and the tickets that it changes. */
type Blamed = Cause & { readonly tickets: number; readonly references: readonly string[] };

export type Backtest = {
  readonly tickets: number;
  readonly changed: number;
  /** how many tickets went from each level (row) to each (column) */
  readonly confusion: readonly (readonly number[])[];
  /** tickets whose level a person confirmed, and how many of them the rules meet */
  readonly confirmed: { readonly tickets: number; readonly met_before: number; readonly met_after: number };
  readonly phrases: readonly Blamed[];
  /** changes that no phrase made, but what signals speak for, or the decision table */
  readonly by_weights: number;
};

/** Decides the stored history again under other rules and prints what would change. Writes nothing. */
export async function backtest(options: BacktestOptions, loaded: Loaded): Promise<Backtest> {
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
): Promise<Backtest> {
  const other = await loadDeciding({ rules, policy: policy ?? deciding.policy });
  const [before, after] = [createPriorities(standing), createPriorities({ ...standing, ...other })];
  await refuseOlder(db);

  const confusion = LEVELS.map(() => LEVELS.map(() => 0));
  const confirmed = { tickets: 0, met_before: 0, met_after: 0 };
  const blamed = new Map<string, { readonly cause: Cause; tickets: number; references: string[] }>();
  let [tickets, changed, byWeights] = [0, 0, 0];
  for await (const past of history(db, zone)) {
    const change = compare(asked(past), before, after);
    const { from, to, causes } = change;
    tickets++;
    confusion[from - 1]![to - 1]!++;
    if (past.confirmedLevel !== null) {
      confirmed.tickets++;
      if (from === past.confirmedLevel) confirmed.met_before++;
      if (to === past.confirmedLevel) confirmed.met_after++;
    }
    if (from === to) continue;
    changed++;
    if (causes.length === 0) byWeights++;
    for (const cause of causes) {
      const key = `${cause.by} ${cause.signal} ${cause.phrase}`;
      const known = blamed.get(key) ?? { cause, tickets: 0, references: [] };
      blamed.set(key, known);
      known.tickets++;
      if (known.references.length < MOST_EXAMPLES) known.references.push(past.reference);
    }
    tell({ reference: past.reference, subject: past.subject, confirmed: past.confirmedLevel, ...change }, json, print);
  }
  const result: Backtest = {
    tickets,
    changed,
    confusion,
    confirmed,
    phrases: [...blamed.values()]
      .toSorted((a, b) => b.tickets - a.tickets)
      .map(({ cause, ...rest }) => ({ ...cause, ...rest })),
    by_weights: byWeights,
  };
  if (json) print(JSON.stringify(result));
  else for (const line of inWords(result)) print(line);
  return result;
}

const MOST_EXAMPLES = 5;

function tell(change: Changed, json: boolean, print: (line: string) => void): void {
  if (json) print(JSON.stringify(change));
  else {
    const { reference, from, to, confirmed, subject, causes } = change;
    const person = confirmed === null ? '' : `, a person said ${confirmed}`;
    print(`[#${reference}] ${from} → ${to}${person}: ${subject}`);
    for (const { by, signal, phrase } of causes) print(`    ${by === 'gained' ? '+' : '−'} ${signal}: ${phrase}`);
  }
}

function inWords({ tickets, changed, confusion, confirmed, phrases, by_weights }: Backtest): readonly string[] {
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
