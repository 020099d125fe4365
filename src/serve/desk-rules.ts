import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import type { DeskRules } from '../desk/rules/desk-rules.ts';
import { createPriorities } from '../domain/priority/priorities.ts';
import type { House } from '../serve.ts';
import { loadDeciding, SettingsError, type Loaded } from '../settings.ts';
import { proposePhrases } from '../stages/learning.ts';
import type { Changed } from '../domain/priority/trial.ts';
import { pagesOfPast, tryRules } from '../stages/trial.ts';
import { beforeNewest } from '../store/desk/rules.ts';
import type { PastRequest } from '../store/history.ts';

/** The rules of a house as its desk looks at them. */
export function deskRules({
  loaded,
  rules,
  store,
}: Pick<House, 'loaded' | 'rules'> & { readonly store: Pick<House['store'], 'db'> }): DeskRules {
  const { deciding, policy, zone } = loaded;
  const { db } = store;

  async function* newest(n: number): AsyncGenerator<PastRequest, void, undefined> {
    for await (const page of pagesOfPast(db, zone, await beforeNewest(db, n))) yield* page;
  }

  return {
    current: rules.current,
    file: basename(deciding.rules),
    text: () => readFile(deciding.rules, 'utf8'),
    async tryText(text, n) {
      const other = await readRules(text, loaded);
      if ('problems' in other) return other;
      const changed: Changed[] = [];
      const after = createPriorities({ ...policy, ...other });
      const trial = await tryRules(newest(n), { before: rules.current(), after }, (one) => void changed.push(one));
      return { trial, changed };
    },
    propose: (n) => proposePhrases(newest(n), { ...policy, ...inForce(rules.current()) }),
  };
}

function inForce({ compiled, table }: ReturnType<House['rules']['current']>) {
  return { rules: compiled.rules, decisionTable: table };
}

/** Reads rules as the file in force would be read; what is wrong is told by line. */
async function readRules(
  text: string,
  { deciding }: Loaded,
): Promise<Awaited<ReturnType<typeof loadDeciding>> | { readonly problems: readonly string[] }> {
  const folder = await mkdtemp(join(tmpdir(), 'postroom-rules-'));
  const file = join(folder, 'rules.yaml');
  try {
    await writeFile(file, text, { mode: 0o600 });
    return await loadDeciding({ ...deciding, rules: file });
  } catch (error) {
    if (!(error instanceof SettingsError)) throw error;
    return { problems: error.problems.map((problem) => problem.replaceAll(file, 'rules.yaml')) };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
