import { z } from 'zod';

/*
 * The shapes of config/support-policy.yaml (what the office promises) and config/rules.yaml (which words speak for which level).
 */

const minutes = z.int().min(1).max(100_000); // 100,000 working minutes are about a year of office hours
const words = (most: number) => z.string().min(1).max(most);
const hours = z
  .array(
    z
      .string()
      .regex(/^(?:[01]\d|2[0-3]):[0-5]\d-(?:(?:[01]\d|2[0-3]):[0-5]\d|24:00)$/u, 'use hours such as "08:00-18:00"'),
  )
  .default([]);

const level = z.strictObject({
  name: words(80),
  meaning: words(500),
  call_back_words: words(80),
  call_back_minutes: minutes,
  resolution_minutes: minutes.nullable(),
});

const levelNumber = z.union(
  [z.literal(1), z.literal(2), z.literal(3), z.literal(4), z.literal(5), z.literal(6)],
  'use a level from 1 to 6',
);

export const supportPolicyShape = z.strictObject({
  levels: z.strictObject({ 1: level, 2: level, 3: level, 4: level, 5: level, 6: level }),
  default_level: levelNumber.default(6),
  service_hours: z.strictObject({
    words: words(120),
    zone: z.string().refine(isZone, 'use an IANA time zone such as America/New_York'),
    days: z.strictObject({
      monday: hours,
      tuesday: hours,
      wednesday: hours,
      thursday: hours,
      friday: hours,
      saturday: hours,
      sunday: hours,
    }),
  }),
  phone: words(40).nullable().default(null),
});

export const rulesShape = z.strictObject({
  rules: z.array(
    z.strictObject({
      level: levelNumber,
      signal: z
        .string()
        .regex(/^[a-z][a-z0-9_]{0,39}$/u, 'use lower-case letters, digits and _, beginning with a letter'),
      phrases: z
        .array(z.string().regex(/[\p{L}\p{N}]/u, 'a phrase needs at least one letter or digit'))
        .min(1, 'give at least one phrase'),
    }),
  ),
});

export type SupportPolicy = z.output<typeof supportPolicyShape>;
export type RulesFile = z.output<typeof rulesShape>;

function isZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    return true;
  } catch {
    return false;
  }
}
