import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseSearch, type SearchTerm, type WordsTerm } from '../../src/domain/search.ts';

const words = (list: readonly string[], told: Partial<WordsTerm> = {}): WordsTerm => ({
  kind: 'words',
  not: false,
  words: list,
  together: true,
  from: false,
  reference: null,
  digits: null,
  ...told,
});

const CASES: readonly (readonly [typed: string, terms: readonly SearchTerm[], reference?: string])[] = [
  ['', []],
  ['  ?! – "" ', []],
  ['Printer', [words(['printer'])]],
  ['print jobs', [words(['print']), words(['jobs'])]],
  ['"cannot  post" ', [words(['cannot', 'post'])]],
  ['“cannot post”', [words(['cannot', 'post'])]],
  ['"never closed', [words(['never', 'closed'])]],
  ['-newsletter', [words(['newsletter'], { not: true })]],
  ['-"out of office"', [words(['out', 'of', 'office'], { not: true })]],
  ['ana@contoso.example', [words(['ana', 'contoso', 'example'])]],
  ['from:ana', [words(['ana'], { from: true })]],
  ['FROM:"Ana Ruiz"', [words(['ana', 'ruiz'], { from: true })]],
  ['#K7Q-2M4', [words(['k7q', '2m4'], { reference: 'K7Q-2M4' })], 'K7Q-2M4'],
  ['[#k7q-2m4]', [words(['k7q', '2m4'], { reference: 'K7Q-2M4' })], 'K7Q-2M4'],
  ['k7q2m4', [words(['k7q2m4'], { reference: 'K7Q-2M4' })], 'K7Q-2M4'],
  ['K7Q 2M4', [words(['k7q']), words(['2m4'])], 'K7Q-2M4'],
  ['347962', [words(['347962'], { reference: '347-962' })], '347-962'],
  ['+1 (555) 010-2231', [words(['1', '555', '010', '2231'], { together: false, digits: '15550102231' })]],
  ['555-010-2231 late', [words(['555', '010', '2231'], { digits: '5550102231' }), words(['late'])]],
  ['0044 (0)20 7946 0018', [words(['0044', '0', '20', '7946', '0018'], { together: false, digits: '442079460018' })]],
  ['error 3021', [words(['error']), words(['3021'])]],
  ['level:2', [{ kind: 'level', not: false, levels: [2] }]],
  ['-level:5,6', [{ kind: 'level', not: true, levels: [5, 6] }]],
  ['level:high', [words(['level', 'high'])]],
  [
    'is:late IS:free',
    [
      { kind: 'is', not: false, state: 'late' },
      { kind: 'is', not: false, state: 'free' },
    ],
  ],
  ['is:odd', [words(['is', 'odd'])]],
  ['Müller', [words(['müller'])]],
];

test.each(CASES.map(([typed, terms, reference = null]) => ({ typed, terms, reference })))(
  '$typed',
  ({ typed, terms, reference }) => {
    expect(parseSearch(typed)).toEqual({ terms, reference });
  },
);

test('whatever is typed becomes a few terms of a few words, in which there is nothing but letters and digits', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 500 }), (typed) => {
      const { terms } = parseSearch(typed);
      expect(terms.length).toBeLessThanOrEqual(8);
      for (const term of terms) {
        if (term.kind !== 'words') continue;
        expect(term.words.length).toBeGreaterThan(0);
        expect(term.words.length).toBeLessThanOrEqual(12);
        for (const word of term.words) expect(word).toMatch(/^[\p{L}\p{N}\p{M}]{1,200}$/u);
      }
    }),
  );
});
