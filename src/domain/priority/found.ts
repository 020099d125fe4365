import type { Policy } from '../policy.ts';
import type { CompiledRules } from './compile.ts';
import type { Judged } from './judge.ts';
import { decideLevel, type CompiledTable, type Decided } from './table.ts';
import { amountsOf, scoresOf, type Amounts, type RequestFacts } from './weigh.ts';

/** A judged hit, and the field it stands in. */
export type Found = { readonly hit: Judged; readonly where: 'subject' | 'body' };

/** Words that speak for the level, as they were written. */
export type Spoken = Found & { readonly text: string };

/** What a text is, besides its phrases. */
export type Shape = { readonly questions: number; readonly words: number };

/** Everything that led to a level; for reports that compare rules. */
export type Weighed = {
  readonly found: readonly Found[];
  readonly shape: Shape;
  readonly amounts: Amounts;
  readonly decided: Decided;
};

/** Rules and policy, made ready once. */
export type Priorities = {
  readonly compiled: CompiledRules;
  readonly table: CompiledTable;
  readonly policy: Pick<Policy, 'levels'>;
};

/** Weighs what was found, and decides. Apart from `weigh`, so that one can ask what would be if a phrase were not there. */
export function decideFound(
  found: readonly Found[],
  shape: Shape,
  facts: RequestFacts,
  { compiled, table }: Priorities,
): Pick<Weighed, 'amounts' | 'decided'> {
  const amounts = amountsOf(found, shape, facts);
  return { amounts, decided: decideLevel(scoresOf(amounts, compiled.rules, facts.said), table) };
}
