import { z } from 'zod';
import type { Calendar, CalendarSpec } from '../../domain/calendar.ts';
import { compileCalendar } from '../../domain/calendar/compile.ts';
import { calendarProblems } from '../../domain/calendar/problems.ts';
import { canonical } from '../../domain/promise/compile.ts';
import { permanent } from '../../lib/fault.ts';

/*
 * One question about working time, as a line of JSON (docs/clocks.md): a calendar, an operation, its inputs.
 */

const FORM = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/u;
const instant = z
  .string()
  .refine(
    (text) => FORM.test(text) && isoOf(Date.parse(text)) === text,
    'write an instant such as 2026-03-08T06:59:30Z',
  )
  .transform((text) => Date.parse(text));
const minutes = z.int().min(0).nullable();
const pause = z
  .strictObject({ from: instant, to: instant.nullable() })
  .refine(({ from, to }) => to === null || from <= to, 'from lies after to');
const pauses = z.array(pause).default([]);
const hours = z.array(z.tuple([z.string(), z.string()]));
const calendar = z.strictObject({
  name: z.string(),
  timezone: z.string(),
  weekly: z.strictObject({ mon: hours, tue: hours, wed: hours, thu: hours, fri: hours, sat: hours, sun: hours }),
  holidays: z.array(z.string()),
  exceptions: z.record(z.string(), hours),
});
const common = {
  id: z.string(),
  calendar,
  pauses,
  expect: z.unknown().optional(),
  tags: z.unknown().optional(),
  note: z.unknown().optional(),
};
const due = { ...common, start: instant, target_minutes: minutes };

const caseShape = z.discriminatedUnion('op', [
  z.strictObject({ op: z.literal('due'), ...due }),
  z.strictObject({ op: z.literal('due_paused'), ...due }),
  z.strictObject({ op: z.literal('elapsed'), ...common, from: instant, to: instant }),
  z.strictObject({
    op: z.literal('due_after_change'),
    ...due,
    changes: z.array(z.strictObject({ at: instant, target_minutes: minutes })).min(1),
  }),
]);
type Case = z.output<typeof caseShape>;

export type Answer = { readonly id: string; readonly result: Readonly<Record<string, unknown>> };

/** Calendars that were compiled for earlier lines: files ask many questions of few calendars. */
const MOST_CALENDARS = 100;

/** Answers lines, one by one. Throws a permanent Fault that says what is wrong with a line. */
export function answering(): (line: string) => Answer {
  const compiled = new Map<string, Calendar>();
  return (line) => {
    const question = read(line);
    const key = canonical(question.calendar);
    const known = compiled.get(key) ?? compile(question.calendar);
    compiled.delete(key); // to the end: the one that was asked longest ago goes first
    compiled.set(key, known);
    if (compiled.size > MOST_CALENDARS) compiled.delete(compiled.keys().next().value!);
    return { id: question.id, result: answer(question, known) };
  };
}

function read(line: string): Case {
  let json: unknown;
  try {
    json = JSON.parse(line);
  } catch {
    throw permanent('it is no JSON; write one question a line');
  }
  const parsed = caseShape.safeParse(json);
  if (parsed.success) return parsed.data;
  throw permanent(
    parsed.error.issues
      .map(({ path, message }) => `${path.length === 0 ? 'the line' : path.join('.')}: ${message}`)
      .join('; '),
  );
}

function compile(spec: CalendarSpec): Calendar {
  const problems = calendarProblems(spec);
  if (problems.length > 0) throw permanent(`calendar: ${problems.join('; ')}`);
  return compileCalendar(spec);
}

function answer(question: Case, known: Calendar): Answer['result'] {
  if (question.op === 'elapsed') {
    if (question.from > question.to) throw permanent('from lies after to');
    const seconds = known.worked(question.from, question.to, question.pauses);
    return { seconds, minutes: Math.floor(seconds / 60) };
  }
  const dueOf = (target: number | null): number | null => known.due(question.start, target, question.pauses);
  const first = dueOf(question.target_minutes);
  if (question.op !== 'due_after_change') return { due: isoOf(first) };
  const after = question.changes.map((change) => ({ at: change.at, due: dueOf(change.target_minutes) }));
  const dues = [first, ...after.map((one) => one.due)];
  return {
    due: isoOf(dues.at(-1)!),
    dues: dues.map(isoOf),
    overdue_at_change: after.map((one) => one.due !== null && one.due < one.at),
  };
}

function isoOf(at: number | null): string | null {
  return at === null || Number.isNaN(at) ? null : new Date(at).toISOString().replace('.000Z', 'Z');
}
