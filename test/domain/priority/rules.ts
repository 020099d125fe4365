import { compileRules, type CompiledRules } from '../../../src/domain/priority/compile.ts';
import type { Kind, Language, Question, Rules, Strength } from '../../../src/domain/priority/rules.ts';

type Written = {
  readonly kind?: Kind;
  readonly speaks?: Partial<Record<Question, number>>;
  readonly language?: string;
  readonly strength?: Strength;
  readonly phrases: readonly string[];
};

const language = (code: string, recognisedBy: string, reading: Partial<Language['reading']> = {}): Language => ({
  code,
  recognisedBy: recognisedBy.split(' '),
  reading: {
    negation: [],
    supposed: [],
    past: [],
    imagined: [],
    past_verbs: [],
    dates: [],
    present: [],
    asking: [],
    breaks: [],
    fillers: [],
    ...reading,
  },
});

/** Small rules of which a test sees every word. */
export function smallRules(signals: Readonly<Record<string, Written>>, words: Rules['words'] = {}): Rules {
  return {
    words,
    startsAt: { trouble: -1, grave: -1, test: -1, down: -1, blocks: -1 },
    languages: [
      language('en', 'and of we is', {
        negation: ['not', 'no', 'without', 'never'],
        supposed: ['if'],
        imagined: ['suppose'],
        past: ['yesterday', 'last week'],
        past_verbs: ['was', 'were'],
        dates: ['0 may', 'for an hour'],
        present: ['since', 'still'],
        asking: ['what', 'can you'],
        breaks: ['but'],
        fillers: ['the', 'a', 'really'],
      }),
      language('de', 'und ist wir nicht', { negation: ['nicht'], fillers: ['der', 'die'] }),
    ],
    signals: Object.entries(signals).map(
      ([name, { kind = 'trouble', speaks = {}, phrases, language: of = 'en', strength = 'plain' }]) => ({
        name,
        kind,
        says: `says ${name}`,
        speaks,
        phrases: phrases.map((text) => ({ text, strength, language: of })),
      }),
    ),
  };
}

/** Rules of one signal `x`, compiled. */
export function compiled(...phrases: string[]): CompiledRules {
  return compileRules(smallRules({ x: { phrases } }));
}
