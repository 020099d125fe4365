import { readFileSync } from 'node:fs';
import { readLine, requestOf } from '../../src/commands/suggest.ts';
import type { Level } from '../../src/domain/level.ts';
import type { Priorities } from '../../src/domain/priority/found.ts';
import { weigh, type Request } from '../../src/domain/priority/suggest.ts';
import type { Amounts } from '../../src/domain/priority/weigh.ts';

/** A labelled request: what `postroom suggest` would be asked, and the level that a person gave it. */
export type Case = { readonly id: string; readonly request: Request; readonly level: Level };

/** A case with what the rules find in it; independent of every weight. */
export type Measured = Case & { readonly amounts: Amounts };

/** Reads a labelled file (test/priority/README.md). Throws an Error that names the line when one cannot be used. */
export function readCases(file: string): readonly Case[] {
  return readFileSync(file, 'utf8')
    .split('\n')
    .flatMap((line, n) => {
      if (line.trim() === '') return [];
      const read = readLine(line);
      const level = (JSON.parse(line) as { level?: unknown }).level;
      if ('error' in read) throw new Error(`${file}:${n + 1}: ${read.error}`);
      if (typeof level !== 'number' || ![1, 2, 3, 4, 5, 6].includes(level))
        throw new Error(`${file}:${n + 1}: "level" must be a number from 1 to 6`);
      return [{ id: String(read.id ?? n + 1), request: requestOf(read), level: level as Level }];
    });
}

/** Finds the signals of every case. */
export function measureAll(cases: readonly Case[], priorities: Priorities): readonly Measured[] {
  return cases.map((each) => ({ ...each, amounts: weigh(each.request, priorities).amounts }));
}
