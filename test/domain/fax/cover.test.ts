import fc from 'fast-check';
import { expect, test } from 'vitest';
import { missingPages, readCover } from '../../../src/domain/fax/cover.ts';

test('a cover as it is read from a page', () => {
  const text = `Mon Mov 23 06:04:27 Z02B +1 53% 010 2231 Fool
FAX
To: Northwind Traders Support Fax: +1 555 010 4477
From: Maria Alvarez, Contoso Clinic Fax: +1 555 010 2231
Date: 14 March 2026 Pages: 2 including cover
Re: Ticket #HD-20418 - invoice 88123 is wrong
Please deliver to the billing department.`;
  expect(readCover(text)).toEqual({
    isCover: true,
    to: 'Northwind Traders Support',
    from: 'Maria Alvarez, Contoso Clinic',
    re: 'Ticket #HD-20418 - invoice 88123 is wrong',
    date: '14 March 2026',
    pages: 2,
  });
});

test('in German, with letters misread', () => {
  const text =
    'TELEFAX\nAn: Lindenhof Software\nVon : Jörg Höfer, Höfer & Söhne\nBetreff: Anmeldung geht nicht\nSeiten: 3';
  expect(readCover(text)).toMatchObject({
    isCover: true,
    to: 'Lindenhof Software',
    from: 'Jörg Höfer, Höfer & Söhne',
    re: 'Anmeldung geht nicht',
    pages: 3,
  });
  expect(readCover('FACSIMILE\nFrorn: Ana Ruiz\nT0: x')).toMatchObject({ isCover: true, from: 'Ana Ruiz' });
});

test.each([
  ['Pages: 2 including cover', 2],
  ['No. of pages: 4', 4],
  ['Number of Pages (incl. cover): 7', 7],
  ['3 pages including this cover', 3],
  ['Page 1 of 3', 3],
  ['Anzahl der Seiten: 12', 12],
  ['Nombre de pages : 5', 5],
  ['Número de páginas: 6', 6],
  ['Pages: two', null],
  ['Pages: 0', null],
  ['Pages: 9999', null],
  ['on the next pages 88123 is wrong', null],
  ['Invoice 3 pages long', null],
])('%s announces %s', (line, pages) => expect(readCover(line).pages).toBe(pages));

test('a letter is no cover, and gives away nothing', () => {
  const letter =
    'Dear Sir or Madam,\nOn 3 March we received invoice 88123. From: that day on it was wrong.\nYours, Maria';
  expect(readCover(letter)).toEqual({ isCover: false, to: null, from: null, re: null, date: null, pages: null });
});

test('missing pages are told', () => {
  expect(missingPages(3, 2)).toBe('1 of 3 pages is missing: 2 came');
  expect(missingPages(5, 2)).toBe('3 of 5 pages are missing: 2 came');
  expect([missingPages(2, 2), missingPages(2, 3), missingPages(null, 1)]).toEqual([null, null, null]);
});

test('whatever is read: no throw, and facts are parts of the text', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 400 }), (text) => {
      for (const fact of Object.values(readCover(text)))
        if (typeof fact === 'string') expect(text.replaceAll(/\s+/gu, ' ')).toContain(fact.replaceAll(/\s+/gu, ' '));
    }),
  );
});
