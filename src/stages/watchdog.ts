import { judge, type Check, type HealthFacts } from '../domain/health.ts';
import type { Log } from '../lib/log.ts';

/**
 * One look at every part per call: an error in the log when one ceases to do its work, and a line when it does again.
 * Each is said once. Resolves to false, as a round after which there is nothing more to do.
 */
export function watchdog(facts: () => Promise<HealthFacts>, now: () => number, log: Log): () => Promise<false> {
  let failing = new Map<string, Check>();
  return async () => {
    const checks = judge(await facts(), now());
    for (const { check, state, what } of checks) {
      if (state === 'failed' && !failing.has(check)) log.error({ check, what }, `${check}: ${what}`);
      if (state === 'ok' && failing.has(check)) log.warn({ check, what }, `${check} is well again: ${what}`);
    }
    failing = new Map(checks.filter(({ state }) => state === 'failed').map((check) => [check.check, check]));
    return false;
  };
}
