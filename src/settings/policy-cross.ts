import { compileCalendar } from '../domain/calendar/compile.ts';
import { LEVELS } from '../domain/level.ts';
import type { Instant } from '../domain/time.ts';
import { isOverMidnight } from './hours.ts';
import type { SupportPolicy } from './policy-shape.ts';
import type { Path, Problem } from './problem.ts';
import { serviceCalendar } from './terms.ts';

/** What no single key of support-policy.yaml can say. */
export function policyProblems(support: SupportPolicy, now: Instant): readonly Problem[] {
  const { service_hours: hours } = support;
  const found: Problem[] = [];
  const ascending = (numbers: readonly number[], path: Path): void => {
    if (numbers.some((number, n) => n > 0 && number <= numbers[n - 1]!))
      found.push({ path, text: 'these must grow from one to the next; put them in order, each once' });
  };
  ascending(support.warn_at_percent, ['warn_at_percent']);
  ascending(support.escalate_after_breach, ['escalate_after_breach']);
  ascending(support.remind_customer_minutes, ['remind_customer_minutes']);
  const last = support.decision_table.at(-1)!;
  if (Object.keys(last.when).length > 0)
    found.push({
      path: ['decision_table', support.decision_table.length - 1],
      text: 'some requests would fit no row; let the last row have an empty "when", so that it fits them all',
    });
  for (const level of LEVELS) {
    const path = ['levels', String(level), 'unnumbered_escalation_minutes'];
    ascending(support.levels[level].unnumbered_escalation_minutes, path);
  }
  for (const [date, shifts] of Object.entries(hours.exceptions)) {
    shifts.forEach((shift, n) => {
      if (isOverMidnight(shift))
        found.push({
          path: ['service_hours', 'exceptions', date, n],
          text: `these are the hours of one date; end at 24:00, and write what comes after midnight under the next date`,
        });
    });
  }
  if (found.length === 0 && compileCalendar(serviceCalendar(support, [])).nextOpening(now) === null)
    found.push({
      path: ['service_hours', 'days'],
      text: 'the office never opens, so no promise could be kept; give hours to at least one day',
    });
  return found;
}
