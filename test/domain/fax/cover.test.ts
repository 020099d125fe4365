import fc from 'fast-check';
import { expect, test } from 'vitest';
import { missingPages, pagesInTopLines } from '../../../src/domain/fax/cover-pages.ts';
import { readCover } from '../../../src/domain/fax/cover.ts';

const NOTHING = {
  isCover: false,
  to: null,
  from: null,
  company: null,
  phone: null,
  fax: null,
  re: null,
  date: null,
  pages: null,
  isConfidential: false,
};

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
    company: null,
    phone: null,
    fax: '+1 555 010 2231',
    re: 'Ticket #HD-20418 - invoice 88123 is wrong',
    date: '14 March 2026',
    pages: 2,
    isConfidential: false,
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
  ['Pages: O3', 3],
  ['Pages: l', 1],
  ['Pages:4', 4],
  ['Page l of 3', 3],
  ['Page 7 of 12 says otherwise', null], // the first page is no seventh
  ['Pages 3 to 5 of the contract are missing', null],
  ['Page 7 of your manual is wrong', null],
  ['Pages: 45, 46 are wrong', null],
  ['Pages: 45-46', null],
])('%s announces %s', (line, pages) => expect(readCover(line).pages).toBe(pages));

test('a letter is no cover, and gives away nothing', () => {
  const letter =
    'Dear Sir or Madam,\nOn 3 March we received invoice 88123. From: that day on it was wrong.\nYours, Maria';
  expect(readCover(letter)).toEqual(NOTHING);
});

test('a cover whose colons were missed, with every letter in doubt', () => {
  const text = 'FAX\nTo Lindenhof Support\nFrorn Maria Alvarez\nPages O3\nRe Invoice 88123';
  expect(readCover(text)).toMatchObject({
    isCover: true,
    to: 'Lindenhof Support',
    from: 'Maria Alvarez',
    re: 'Invoice 88123',
    pages: 3,
  });
});

test.each([
  ['no title', 'To Lindenhof Support\nFrom Maria Alvarez\nRe Invoice', NOTHING],
  ['sentences that begin like labels', 'FAX\nFrom Monday on nobody can log in\nTo be short, it is urgent.', NOTHING],
  ['pages that it speaks of', 'FAX\nSubject: contract\nPages 3 to 5 are missing', { isCover: true, pages: null }],
])('nothing is made up of what only looks like a label: %s', (_name, text, found) =>
  expect(readCover(text)).toMatchObject(found),
);

test('facts in the line below their label', () => {
  expect(readCover('FAX\nTO:\nLindenhof\nFROM:\nMaria\nRE:\n\nDear all')).toMatchObject({
    to: 'Lindenhof',
    from: 'Maria',
    re: null,
  });
});

test.each([
  ['under From', 'To: A\nFax: 555 010 4477\nFrom: B\nCompany: Contoso\nPhone: 555 O1O 22OO\nFax: 555 010 2231'],
  ['From first', 'From: B\nCompany: Contoso\nTel.: 555 010 2200\nFax: 555 010 2231\nTo: A\nFax: 555 010 4477'],
  ['two columns', 'To: A  From: B\nFax: 555 010 4477  Fax: 555 010 2231\nCompany: Contoso\nPhone: 555 010 2200'],
  ['nobody else', 'Company: Contoso\nPhone: 555 010 2200\nFax: 555 010 2231'],
])('numbers and company are the sender’s: %s', (_name, text) =>
  expect(readCover(`FAX\n${text}`)).toMatchObject({
    company: 'Contoso',
    phone: '555 010 2200',
    fax: '555 010 2231',
  }),
);

test('the numbers of the one whom it is for are nobody’s, and a word is no number', () => {
  const cover = readCover('FAX\nTo: A\nFax: 555 010 4477\nPhone: 555 010 4400\nFrom: B\nTel: see below');
  expect(cover).toMatchObject({ isCover: true, phone: null, fax: null });
});

test('a paragraph about confidentiality is told', () => {
  const text = 'FAX\nTo: A\nIf you have received this fax in error, please destroy it.';
  expect(readCover(text).isConfidential).toBe(true);
});

const top = (n: number, mark: string, needsHuman = false) => ({
  n,
  needsHuman,
  text: `26/11/2026 09:04 5550102231 ${mark}\nDear all`,
});

test.each([
  ['P. 1/3 on the first of one', [top(1, 'P. 1/3')], 3],
  ['pages that agree', [top(1, 'P.01/03'), top(2, 'P.02/03')], 3],
  ['pages that do not', [top(1, 'P.01/03'), top(2, 'P.02/08')], null],
  ['a page that counts itself otherwise', [top(2, 'P.01/03')], null],
  ['more than it counts', [top(1, 'P. 1/0')], null],
  ['no total', [top(1, 'P. 1')], null],
  ['a page for a person', [top(1, 'P. 1/3', true)], null],
  ['no pages', [], null],
])('the sender’s machine counted: %s', (_name, pages, count) => expect(pagesInTopLines(pages)).toBe(count));

test('missing pages are told', () => {
  expect(missingPages(3, 2)).toBe('1 of 3 pages is missing: 2 came');
  expect(missingPages(5, 2)).toBe('3 of 5 pages are missing: 2 came');
  expect([missingPages(2, 2), missingPages(2, 3), missingPages(null, 1)]).toEqual([null, null, null]);
});

test('whatever is read: no throw, and facts are parts of the text', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 400 }), (text) => {
      const { phone: _phone, fax: _fax, ...facts } = readCover(text); // of these, letters are put right
      for (const fact of Object.values(facts))
        if (typeof fact === 'string') expect(text.replaceAll(/\s+/gu, ' ')).toContain(fact.replaceAll(/\s+/gu, ' '));
    }),
  );
});
