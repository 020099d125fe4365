import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseSearch } from '../../src/domain/search.ts';
import { snippetOf } from '../../src/domain/snippet.ts';

/** The cut with its finds in brackets. */
const cut = (text: string, typed: string): string =>
  snippetOf(text, parseSearch(typed).terms)
    .pieces.map(({ text: part, hit }) => (hit ? `[${part}]` : part))
    .join('');

test.each([
  ['We cannot post any invoices today', 'invoice', 'We cannot post any [invoices] today'],
  ['We cannot\npost any invoices', '"cannot post"', 'We [cannot post] any invoices'],
  ['The post cannot go', '"cannot post"', 'The post cannot go'],
  ['Bo told Bob', 'bo', '[Bo] told Bob'],
  ['write to ana@contoso.example please', 'ana@contoso.example', 'write to [ana@contoso.example] please'],
  ['call 555 010 2231', '(555) 010-2231', 'call [555] [010] [2231]'],
  ['MÜLLER and Mu\u0308ller', 'müller', '[MÜLLER] and [Mu\u0308ller]'],
  ['<b>bold</b>', 'bold', '<b>[bold]</b>'],
  ['spam and eggs', '-spam eggs', 'spam and [eggs]'],
])('%s / %s', (text, typed, expected) => {
  expect(cut(text, typed)).toBe(expected);
});

test('a long text is cut before and behind the first find, between words', () => {
  const text = `${'one two three '.repeat(40)}needle ${'four five six '.repeat(40)}`;
  const found = cut(text, 'needle');
  expect(found).toMatch(/^… (?:one|two|three) [\w ]*\[needle\] [\w ]* …$/u);
  expect(found.length).toBeLessThan(320);
});

test('the pieces of any text are a part of it, and no letter is torn in two', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme', maxLength: 2_000 }), fc.string({ maxLength: 20 }), (text, typed) => {
      const { pieces } = snippetOf(text, parseSearch(typed).terms);
      const all = pieces.map(({ text: part }) => part).join('');
      expect(all.isWellFormed()).toBe(true);
      const plain = text.replaceAll(/\s+/gu, ' ');
      expect(plain).toContain(all.replace(/^… /u, '').replace(/ …$/u, '').slice(0, 200).replace(/^\s/u, '').trimEnd());
    }),
  );
});
