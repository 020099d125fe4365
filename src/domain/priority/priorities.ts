import type { Policy } from '../policy.ts';
import { compileRules } from './compile.ts';
import type { Priorities } from './found.ts';
import { compileTable } from './table.ts';

/** Compiles the rules of a policy; do it once, and again when they change. */
export function createPriorities(policy: Pick<Policy, 'levels' | 'rules' | 'decisionTable'>): Priorities {
  return { compiled: compileRules(policy.rules), table: compileTable(policy.decisionTable), policy };
}
