import { createReadStream, existsSync, readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import type { CustomerRow } from '../../src/domain/customer.ts';
import { openCustomers, problemInWords } from '../../src/format/customers.ts';

const FOLDER = fileURLToPath(new URL('../customers/', import.meta.url));
const people = new Set(['ben', 'cy']);

async function read(chunks: () => AsyncIterable<Uint8Array>) {
  const file = await openCustomers(chunks, { country: 'US', people });
  const customers: CustomerRow[] = [];
  const problems: string[] = [];
  for await (const piece of file.pieces) {
    if (piece.customer !== null) customers.push(piece.customer);
    problems.push(...piece.problems.map(problemInWords));
  }
  return { ...file, customers, problems };
}
const readFile = (name: string) => read(() => createReadStream(`${FOLDER}${name}`, { highWaterMark: 7 })); // so that characters and quotes are cut anywhere

const names = readdirSync(FOLDER);

describe('a file of customers lies beside what is wrong with it', () => {
  test.each(names.filter((name) => name.endsWith('.problems.txt')))('%s', async (name) => {
    const { problems } = await readFile(name.replace('.problems.txt', '.csv'));
    expect(`${problems.join('\n')}\n`).toBe(readFileSync(`${FOLDER}${name}`, 'utf8'));
  });

  test('and none lies alone', () => {
    const known = ['.problems.txt', '.customers.json', '.clashes.txt'];
    const alone = names.filter(
      (name) => name.endsWith('.csv') && !known.some((end) => existsSync(`${FOLDER}${name.replace('.csv', end)}`)),
    );
    expect(alone.toSorted()).toEqual(WRITTEN.map(([name]) => name as string).toSorted());
  });
});

/** `whole.csv`, written in other ways. */
const WRITTEN = [
  ['crlf-bom.csv', 'utf-8'],
  ['semicolons.csv', 'utf-8'],
  ['tabs.csv', 'utf-8'],
  ['excel-sep.csv', 'utf-8'],
  ['utf-16le.csv', 'utf-16le'],
  ['utf-16be-without-mark.csv', 'utf-16be'],
  ['windows-1252.csv', 'windows-1252'],
] as const;

describe('the customers of a file', () => {
  const expected = JSON.parse(readFileSync(`${FOLDER}whole.customers.json`, 'utf8')) as CustomerRow[];
  const withoutPlace = (rows: readonly CustomerRow[]) => rows.map(({ row: _row, line: _line, ...rest }) => rest);

  test('are read whole', async () => {
    const { customers, problems } = await readFile('whole.csv');
    expect(problems).toEqual([]);
    expect(customers).toEqual(expected);
  });

  test('of the example that is shipped can be imported', async () => {
    const { customers, problems } = await read(() => createReadStream('config/customers.example.csv'));
    expect(problems).toEqual([]);
    expect(customers.map(({ name }) => name)).toEqual(['Contoso Clinic', 'Fabrikam, Inc.', 'Northwind Traders']);
  });

  test.each(WRITTEN)('are the same in %s', async (name, encoding) => {
    const file = await readFile(name);
    expect(file.problems).toEqual([]);
    expect(file.encoding).toBe(encoding);
    expect(withoutPlace(file.customers)).toEqual(withoutPlace(expected));
  });

  test('have only what the columns of the file say', async () => {
    const { columns, customers } = await read(async function* () {
      yield Buffer.from(',Name\n,Contoso\n');
    });
    expect([...columns]).toEqual([['name', 2]]);
    expect(customers).toMatchObject([{ name: 'Contoso', domains: [], agreement: null }]);
  });

  test('come one by one, however many there are: the first before the file has been read', async () => {
    let opened = 0;
    let given = 0;
    const rows = 50_000;
    const file = await openCustomers(
      async function* () {
        opened += 1;
        yield Buffer.from('name,domains\n');
        for (let n = 0; n < rows; n += 1) {
          if (opened === LAST_OPENING) given = n;
          yield Buffer.from(`Customer ${n},c${n}.example\n`);
        }
      },
      { country: 'US', people },
    );
    let count = 0;
    for await (const { customer } of file.pieces) {
      if (count === 0) expect(given).toBeLessThan(10);
      expect(customer?.name).toBe(`Customer ${count}`);
      count += 1;
    }
    expect(count).toBe(rows);
  });

  test('are not half read when the disk fails', async () => {
    let opened = 0;
    const failing = async function* () {
      opened += 1;
      yield Buffer.from('name\nContoso\n');
      if (opened === LAST_OPENING) throw new Error('the disk is gone');
    };
    await expect(read(failing)).rejects.toThrow('the disk is gone');
  });
});

/** A file is opened for its encoding, its separator, and its rows. */
const LAST_OPENING = 3;
