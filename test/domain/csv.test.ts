import { parse } from 'csv-parse/sync';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { csvCell, csvFile } from '../../src/domain/csv.ts';

test.each([
  ['=1+1', `"'=1+1"`],
  ['+49 221 5550100', `"'+49 221 5550100"`],
  ['-1', `"'-1"`],
  ['@SUM(A1)', `"'@SUM(A1)"`],
  ['\t=1', `"'\t=1"`],
  ['\rx', `"'\rx"`],
  ['\nx', `"'\nx"`],
  ['\u0000=1', `"'=1"`],
  ['  =cmd|x', `"'  =cmd|x"`],
  ['\uFEFF=1', `"'\uFEFF=1"`],
  ['＝1', `"'＝1"`],
  ['a=1', '"a=1"'],
  ['say "hi", ok; =1', '"say ""hi"", ok; =1"'],
  ['', '""'],
  ['2026-11-23T09:00:00-05:00', '"2026-11-23T09:00:00-05:00"'],
  [-5, '-5'],
  [0, '0'],
  [null, ''],
])('%j stands as %s', (value, cell) => {
  expect(csvCell(value)).toBe(cell);
});

test('whatever a stranger writes is one cell, the same text, and no formula', () => {
  const text = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.string({ unit: fc.constantFrom('=', '+', '-', '@', '\t', '\r', '\n', '"', "'", ',', ';', ' ', 'a', '\u0000') }),
  );
  fc.assert(
    fc.property(fc.array(fc.tuple(text, text), { minLength: 1, maxLength: 5 }), (rows) => {
      const file = csvFile(['one', 'two'], rows);
      expect(file.startsWith('\uFEFF"one","two"\r\n')).toBe(true);
      const read: string[][] = parse(file, { bom: true, record_delimiter: '\r\n' });
      expect(read).toHaveLength(rows.length + 1);
      for (const [i, row] of rows.entries())
        for (const [j, value] of row.entries()) {
          const cell = read[i + 1]![j]!;
          const kept = value.replaceAll('\u0000', '');
          expect([kept, `'${kept}`]).toContain(cell);
          expect(cell).not.toMatch(/^[=+\-@\t\r\n]/u);
        }
    }),
  );
});
