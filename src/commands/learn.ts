import type { Level } from '../domain/level.ts';
import { compare } from '../domain/priority/compare.ts';
import { candidates, signalFor, type Candidate } from '../domain/priority/learn.ts';
import { createPriorities } from '../domain/priority/priorities.ts';
import { problemOf } from '../domain/priority/problems.ts';
import { fillersOf } from '../domain/priority/compile.ts';
import { readText } from '../domain/priority/read.ts';
import type { Rules } from '../domain/priority/rules.ts';
import type { Priorities } from '../domain/priority/found.ts';
import type { Request } from '../domain/priority/suggest.ts';
import type { Loaded } from '../settings.ts';
import { openStore } from '../store/open.ts';
import type { Db } from '../store/sql.ts';
import { refuseOlder } from './older.ts';
import { asked, history } from './past.ts';

type Reporting = { readonly json: boolean; readonly print: (line: string) => void };

/** A phrase that a person may accept, and what it would do to the whole history. */
export type Proposal = {
  readonly phrase: string;
  readonly signal: string;
  readonly language: string;
  readonly because: string;
  readonly corrected: number;
  readonly elsewhere: number;
  readonly log_odds_z: number;
  readonly examples: readonly { readonly reference: string; readonly text: string }[];
  readonly effect: {
    readonly tickets: number;
    readonly changed: number;
    /** confirmed levels that would be met and are not now, and the other way round */
    readonly better: number;
    readonly worse: number;
  };
};

type Past = {
  readonly reference: string;
  readonly request: Request;
  readonly confirmed: Level | null;
  readonly suggested: Level;
};

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
  const past: Past[] = [];
  for await (const each of history(db, zone))
    past.push({
      reference: each.reference,
      request: asked(each),
      confirmed: each.confirmedLevel,
      suggested: each.suggestedLevel,
    });
  const confirmed = past.flatMap(({ request, suggested, confirmed: level }) =>
    level === null ? [] : [{ text: `${request.subject}\n${request.body}`, suggested, confirmed: level }],
  );
  const priorities = createPriorities(policy);
  const fillers = fillersOf(policy.rules);
  const proposals = candidates(confirmed, policy.rules)
    .filter(({ phrase }) => problemOf(phrase, policy.rules.words, fillers) === null)
    .flatMap((candidate) => proposalOf(candidate, past, priorities, policy) ?? []);
  if (json) for (const proposal of proposals) print(JSON.stringify(proposal));
  else for (const line of inWords(proposals, confirmed, deciding.rules)) print(line);
  return proposals;
}

function proposalOf(
  candidate: Candidate,
  past: readonly Past[],
  before: Priorities,
  policy: Loaded['policy'],
): Proposal | null {
  const { phrase, question, answer, corrected, elsewhere, z } = candidate;
  const signal = signalFor(candidate, policy.rules);
  if (signal === null) return null;
  const touched = past.filter(({ request }) => mentions(request, phrase));
  if (touched.length === 0) return null;
  const { language } = readText(touched[0]!.request.body, before.compiled);
  const after = createPriorities({ ...policy, rules: withPhrase(policy.rules, signal.name, phrase, language) });
  const changes = touched.map(({ request, confirmed }) => ({ ...compare(request, before, after), confirmed }));
  return {
    phrase,
    signal: signal.name,
    language,
    because: `reps answered "${question}" with ${answer ? 'yes' : 'no'} where the rules had not`,
    corrected,
    elsewhere,
    log_odds_z: Math.round(z * 10) / 10,
    examples: touched
      .slice(0, MOST_EXAMPLES)
      .map(({ reference, request }) => ({ reference, text: around(request, phrase) })),
    effect: {
      tickets: past.length,
      changed: changes.filter(({ from, to }) => from !== to).length,
      better: changes.filter(({ from, to, confirmed }) => to === confirmed && from !== confirmed).length,
      worse: changes.filter(({ from, to, confirmed }) => from === confirmed && to !== confirmed).length,
    },
  };
}

function withPhrase(rules: Rules, name: string, text: string, language: string): Rules {
  return {
    ...rules,
    signals: rules.signals.map((signal) =>
      signal.name === name
        ? { ...signal, phrases: [...signal.phrases, { text, strength: 'plain', language }] }
        : signal,
    ),
  };
}

const MOST_EXAMPLES = 3;
const AROUND = 40; // characters on either side: enough to see what was meant

function mentions({ subject, body }: Request, phrase: string): boolean {
  return looseOf(phrase).test(`${subject}\n${body}`);
}

function around({ subject, body }: Request, phrase: string): string {
  const text = `${subject}\n${body}`;
  const at = text.search(looseOf(phrase));
  return text
    .slice(Math.max(0, at - AROUND), at + phrase.length + AROUND)
    .replaceAll(/\s+/gu, ' ')
    .trim();
}

/** The words with anything but letters between; they are letters and apostrophes only, so nothing in them is a pattern. */
function looseOf(phrase: string): RegExp {
  return new RegExp(phrase.split(' ').join(String.raw`\P{L}{1,3}`), 'iu');
}

function inWords(
  proposals: readonly Proposal[],
  confirmed: readonly { readonly suggested: Level; readonly confirmed: Level }[],
  file: string,
): readonly string[] {
  const corrected = confirmed.filter((one) => one.suggested !== one.confirmed).length;
  const head = `${corrected} of ${confirmed.length} levels that reps looked at were corrected.`;
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
