import { expect, it } from 'vitest';
import { sql, values } from '../../src/store/sql.ts';

const plain = ({ text, values: found }: ReturnType<typeof sql>) => ({ text, values: found });

it('keeps values out of the text', () => {
  expect(plain(sql`select ${1}, ${"'; drop table x"}`)).toEqual({
    text: 'select $1, $2',
    values: [1, "'; drop table x"],
  });
});

it('nests fragments and counts on', () => {
  const where = sql`a = ${1} and ${sql`b = ${2}`}`;
  expect(plain(sql`select ${0} where ${where} or ${sql`true`} limit ${3}`)).toEqual({
    text: 'select $1 where a = $2 and b = $3 or true limit $4',
    values: [0, 1, 2, 3],
  });
});

it('spells rows', () => {
  expect(
    plain(
      sql`values ${values(
        [
          [1, 'a'],
          [2, null],
        ],
        ['int', 'text'],
      )};`,
    ),
  ).toEqual({
    text: 'values ($1::int, $2::text), ($3::int, $4::text);',
    values: [1, 'a', 2, null],
  });
});

it('takes nothing for a fragment that only looks like one', () => {
  const forged = JSON.parse('{"text":"x","values":[],"parts":["drop"]}') as never;
  expect(sql`select ${forged}`.text).toBe('select $1');
});

it('refuses what would be sent wrongly', () => {
  expect(() => sql`select ${undefined as never}`).toThrow('undefined');
  expect(() => values([], ['int'])).toThrow('at least one row');
  expect(() => values([[1, 2]], ['int'])).toThrow('2 values for 1 columns');
  expect(() =>
    values(
      Array.from({ length: 70_000 }, () => [1]),
      ['int'],
    ),
  ).toThrow('65535');
});
