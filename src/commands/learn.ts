import type { Learned, Proposal } from '../domain/priority/trial.ts';
import { proposePhrases } from '../stages/learning.ts';
import type { Loaded } from '../settings.ts';
import { openStore } from '../store/open.ts';
import type { Db } from '../store/sql.ts';
import { refuseOlder } from './older.ts';
import { history } from './past.ts';

type Reporting = { readonly json: boolean; readonly print: (line: string) => void };

/** Proposes phrases from the levels that reps corrected. Reads only; nothing changes until a person puts a phrase into the rules. */
export async function learn(reporting: Reporting, loaded: Loaded): Promise<readonly Proposal[]> {
  const { settings } = loaded;
  const store = await openStore({ url: settings.database.url, connections: 2, dataDir: settings.data_dir });
  try {
    return await learnFrom(store.db, reporting, loaded);
  } finally {
    await store.close();
  }
}

/** The same on an open database. */
export async function learnFrom(
  db: Db,
  { json, print }: Reporting,
  { policy, zone, deciding }: Pick<Loaded, 'policy' | 'zone' | 'deciding'>,
): Promise<readonly Proposal[]> {
  await refuseOlder(db);
  const learned = await proposePhrases(history(db, zone), policy);
  if (json) for (const proposal of learned.proposals) print(JSON.stringify(proposal));
  else for (const line of inWords(learned, deciding.rules)) print(line);
  return learned.proposals;
}

function inWords({ confirmed, corrected, proposals }: Learned, file: string): readonly string[] {
  const head = `${corrected} of ${confirmed} levels that reps looked at were corrected.`;
  if (proposals.length === 0)
    return [head, 'No words stand out in them; they are proposed when two corrections or more have them in common.'];
  return [
    head,
    ...proposals.flatMap(({ phrase, signal, because, corrected: n, elsewhere, log_odds_z, examples, effect }, i) => [
      '',
      `${i + 1}. "${phrase}" for the signal ${signal}: ${because} (in ${n} of them, ${elsewhere} others; ${log_odds_z} standard deviations)`,
      ...examples.map(({ reference, text }) => `     #${reference}  … ${text} …`),
      `   If added: ${effect.changed} of ${effect.tickets} tickets would be suggested another level, ${effect.better} of them as a rep confirmed it, ${effect.worse} no longer so.`,
    ]),
    '',
    `Nothing was changed. To accept one, write it under its signal in ${file}, as a line of "plain"; try it with postroom backtest.`,
  ];
}
