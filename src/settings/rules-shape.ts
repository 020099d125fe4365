import { z } from 'zod';
import { fillersOf } from '../domain/priority/compile.ts';
import { problemOf } from '../domain/priority/problems.ts';
import { DERIVED, KINDS, QUESTIONS, READINGS, STRENGTHS, type Language, type Rules } from '../domain/priority/rules.ts';
import type { Problem } from './problem.ts';

/*
 * The shape of config/rules.yaml: which words are which signal, and how far each signal speaks for an answer.
 */

const name = z
  .string()
  .regex(/^[a-z][a-z0-9_]{0,39}$/u, 'use lower-case letters, digits and _, beginning with a letter');
const code = z.string().regex(/^[a-z]{2}$/u, 'use the two letters of ISO 639, such as en');
const phrase = z.string().regex(/[\p{L}\p{N}<]/u, 'a phrase needs at least one letter or digit');
/** A list, or a text with one phrase a line, which needs no quotes; what is empty in it, or begins with #, is passed over. */
const phrases = z
  .union([z.array(phrase), z.string().transform(linesOf)], 'use a list, or a text with one phrase a line')
  .default([]);
const someWords = phrases.refine((list) => list.length > 0, 'give at least one word');
const weight = z.number().min(-20).max(20); // of a logistic scale: 20 is certainty

const language = z.strictObject({
  recognised_by: someWords,
  ...(Object.fromEntries(READINGS.map((role) => [role, phrases])) as Record<(typeof READINGS)[number], typeof phrases>),
});

const signal = z.strictObject({
  kind: z.enum(KINDS).default('other'),
  says: z.string().max(120).default(''),
  speaks: z.partialRecord(z.enum(QUESTIONS), weight).default({}),
  phrases: z
    .record(
      code,
      z.strictObject(
        Object.fromEntries(STRENGTHS.map((strength) => [strength, phrases])) as Record<
          (typeof STRENGTHS)[number],
          typeof phrases
        >,
      ),
    )
    .default({}),
});

export const rulesShape = z.strictObject({
  starts_at: z.strictObject(
    Object.fromEntries(QUESTIONS.map((question) => [question, weight])) as Record<
      (typeof QUESTIONS)[number],
      typeof weight
    >,
  ),
  words: z.record(name, someWords).default({}),
  languages: z.record(code, language),
  signals: z.record(name, signal),
});

export type RulesFile = z.output<typeof rulesShape>;

function linesOf(text: string): readonly string[] {
  return text.split('\n').flatMap((line) => (/^\s*(?:#|$)/u.test(line) ? [] : [line.trim()]));
}

/** The rules as the domain reads them. */
export function buildRules(file: RulesFile): Rules {
  return {
    words: file.words,
    startsAt: file.starts_at,
    languages: Object.entries(file.languages).map(([key, { recognised_by, ...reading }]): Language => ({
      code: key,
      recognisedBy: recognised_by,
      reading,
    })),
    signals: Object.entries(file.signals).map(([key, { kind, says, speaks, phrases: byLanguage }]) => ({
      name: key,
      kind,
      says,
      speaks,
      phrases: Object.entries(byLanguage).flatMap(([of, byStrength]) =>
        STRENGTHS.flatMap((strength) => byStrength[strength].map((text) => ({ text, strength, language: of }))),
      ),
    })),
  };
}

/** What no single key of rules.yaml can say. */
export function rulesProblems(file: RulesFile): readonly Problem[] {
  const found: Problem[] = [];
  if (Object.keys(file.languages).length === 0)
    found.push({ path: ['languages'], text: 'there is no language; give at least one' });
  const fillers = fillersOf(buildRules(file));
  for (const [key, { phrases: byLanguage, kind, says }] of Object.entries(file.signals)) {
    const path = ['signals', key];
    if (kind !== 'hides' && says === '')
      found.push({ path, text: 'a rep reads what it says; add "says:" with a few words' });
    if (Object.keys(byLanguage).length === 0 && !(DERIVED as readonly string[]).includes(key))
      found.push({ path, text: 'it has no phrases; give some, or take it out' });
    for (const [of, byStrength] of Object.entries(byLanguage)) {
      if (!Object.hasOwn(file.languages, of))
        found.push({ path: [...path, 'phrases', of], text: `"${of}" is not among the languages; add it there first` });
      for (const strength of STRENGTHS)
        byStrength[strength].forEach((text, n) => {
          const problem = problemOf(text, file.words, fillers);
          if (problem !== null)
            found.push({ path: [...path, 'phrases', of, strength, n], text: `"${text}" is no phrase: ${problem}` });
        });
    }
  }
  return found;
}
