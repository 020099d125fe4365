import { LEVELS, type Level } from '../../src/domain/level.ts';

/** A case and what came of it. */
export type Rated = { readonly id: string; readonly level: Level; readonly got: Level };

/** How well levels were met. Shares are 0 to 1; null where there was nothing to share. */
export type Score = {
  readonly cases: number;
  readonly exact: number;
  readonly within_one: number;
  /** of the cases of levels 1 and 2, the share rated 1 or 2 */
  readonly recall_1_2: number | null;
  /** cases of level 1 or 2 that came out as 5 or 6: the worst that can happen */
  readonly graves_rated_low: number;
  /** how often each level (row) was rated as each (column) */
  readonly confusion: readonly (readonly number[])[];
};

export function scoreOf(rated: readonly Rated[]): Score {
  const share = (those: readonly Rated[], is: (one: Rated) => boolean): number =>
    those.filter(is).length / those.length;
  const grave = rated.filter(({ level }) => level <= 2);
  return {
    cases: rated.length,
    exact: share(rated, ({ level, got }) => level === got),
    within_one: share(rated, ({ level, got }) => Math.abs(level - got) <= 1),
    recall_1_2: grave.length === 0 ? null : share(grave, ({ got }) => got <= 2),
    graves_rated_low: grave.filter(({ got }) => got >= 5).length,
    confusion: LEVELS.map((level) =>
      LEVELS.map((got) => rated.filter((r) => r.level === level && r.got === got).length),
    ),
  };
}

/** The score as a table for people. */
export function wordsOf(title: string, score: Score): string {
  const percent = (share: number | null): string => (share === null ? '–' : `${(100 * share).toFixed(1)} %`);
  return [
    `${title}: ${score.cases} cases`,
    `  exact ${percent(score.exact)}, within one level ${percent(score.within_one)}, levels 1–2 rated 1–2 ${percent(score.recall_1_2)} (${score.graves_rated_low} of them rated 5–6)`,
    `  rated as  ${LEVELS.map((level) => String(level).padStart(4)).join('')}`,
    ...score.confusion.map((row, n) => `  level ${n + 1}   ${row.map((count) => String(count).padStart(4)).join('')}`),
  ].join('\n');
}
