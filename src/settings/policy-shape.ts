import { z } from 'zod';
import { QUESTIONS } from '../domain/priority/rules.ts';
import { date, shift, week, words, zone } from './kinds.ts';

/*
 * The shape of config/support-policy.yaml: what the office promises, and how a level is decided.
 */

const minutes = z.int().min(1).max(100_000); // 100,000 working minutes are about a year of office hours
const clock = z.enum(['business', 'calendar']).default('business');

/** One level; what the published policy does not say has defaults, which differ from level to level. */
const level = (defaults: { readonly update: number; readonly ladder: readonly number[] }) =>
  z.strictObject({
    name: words(80),
    meaning: words(500),
    call_back_words: words(80),
    call_back_minutes: minutes,
    call_back_clock: clock,
    update_minutes: minutes.nullable().default(defaults.update),
    update_clock: clock,
    resolution_minutes: minutes.nullable(),
    resolution_clock: clock,
    unnumbered_escalation_minutes: z.array(minutes).default([...defaults.ladder]),
  });

const UNNUMBERED = [240, 600, 1200];

export const levelNumber = z.union(
  [z.literal(1), z.literal(2), z.literal(3), z.literal(4), z.literal(5), z.literal(6)],
  'use a level from 1 to 6',
);

/** A row of the decision table: answers, and the level that they make. */
const row = z.strictObject({
  level: levelNumber,
  when: z.partialRecord(z.enum(QUESTIONS), z.enum(['yes', 'no'])).default({}),
});

/** The published policy read as a table (the rows stand in the order in which they decide). */
const TABLE: readonly z.input<typeof row>[] = [
  { level: 6, when: { trouble: 'no' } },
  { level: 5, when: { grave: 'no' } },
  { level: 3, when: { test: 'yes', blocks: 'yes' } },
  { level: 4, when: { test: 'yes' } },
  { level: 1, when: { down: 'yes' } },
  { level: 2 },
];

export const supportPolicyShape = z.strictObject({
  levels: z.strictObject({
    1: level({ update: 60, ladder: UNNUMBERED }),
    2: level({ update: 120, ladder: UNNUMBERED }),
    3: level({ update: 480, ladder: [] }),
    4: level({ update: 1200, ladder: [] }),
    5: level({ update: 1200, ladder: [] }),
    6: level({ update: 3000, ladder: [] }),
  }),
  decision_table: z
    .array(row)
    .min(1)
    .default(TABLE.map((each) => row.parse(each))),
  in_doubt: z
    .strictObject({
      person_below: z.number().min(0).max(1).default(0.5),
      graver_from: z.number().min(0).max(1).default(0.4),
    })
    .default({ person_below: 0.5, graver_from: 0.4 }),
  default_level: levelNumber.default(6),
  warn_at_percent: z.array(z.int().min(1).max(99)).max(5).default([50, 75]),
  escalate_after_breach: z.array(z.number().min(0).max(100)).max(10).default([0, 1, 2]),
  remind_customer_minutes: z.array(minutes).max(10).default([1200, 3000]),
  service_hours: z.strictObject({
    words: words(120),
    zone,
    days: week,
    holidays: z.array(date).default([]),
    holiday_region: z
      .strictObject({
        country: words(40),
        state: words(40).nullable().default(null),
        region: words(40).nullable().default(null),
      })
      .nullable()
      .default(null),
    exceptions: z.record(date, z.array(shift)).default({}),
  }),
  phone: words(40).nullable().default(null),
});

export type SupportPolicy = z.output<typeof supportPolicyShape>;
