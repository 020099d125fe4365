import { createReadStream, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { importCustomers, type ImportOptions } from '../../src/commands/import/customers.ts';
import { knownCustomers } from '../../src/store/customers.ts';
import { sql, transaction } from '../../src/store/sql.ts';
import { openTestDatabase, type TestDatabase } from '../peers/database.ts';

const FOLDER = fileURLToPath(new URL('../customers/', import.meta.url));
const NOW = Date.UTC(2026, 10, 25, 15);
let database: TestDatabase;
const db = () => database.store.db;

beforeAll(async () => {
  database = await openTestDatabase();
});
afterAll(() => database.drop());
beforeEach(async () => {
  await db().run(
    sql`truncate customer, customer_domain, customer_contact, customer_number, customer_system, ticket restart identity cascade`,
  );
});

const OPTIONS: ImportOptions = { country: 'US', people: null, dryRun: false, removeMissing: false, now: NOW };

function bring(text: string, options: Partial<ImportOptions> = {}) {
  const chunks = async function* () {
    yield Buffer.from(text);
  };
  return importCustomers(db(), chunks, { ...OPTIONS, ...options });
}
const bringFile = (name: string, options: Partial<ImportOptions> = {}) =>
  importCustomers(db(), () => createReadStream(`${FOLDER}${name}`), { ...OPTIONS, ...options });

const ask = (...addresses: readonly (readonly [address: string, ...domains: string[]])[]) =>
  transaction(db(), (tx) =>
    knownCustomers(
      tx,
      addresses.map(([address, ...domains]) => ({ address, domains })),
    ),
  );
const find = async (address: string, ...domains: string[]) => (await ask([address, ...domains]))[0]!;
const names = async () =>
  (await db().many<{ name: string }>(sql`select name from customer where removed_at is null order by id`)).map(
    ({ name }) => name,
  );

describe('an import', () => {
  test('brings all of a file in, and is found again', async () => {
    const done = await bringFile('whole.csv');
    expect(done).toMatchObject({
      problems: [],
      difference: {
        added: 3,
        changed: 0,
        unchanged: 0,
        missing: 0,
        touched: [
          { name: 'Contoso Clinic', added: true, fields: [] },
          { name: 'Fabrikam, Inc.', added: true, fields: [] },
          { name: "'s-Hertogenbosch Zorg", added: true, fields: [] },
        ],
      },
    });
    expect(await find('ana@contoso.example', 'contoso.example')).toEqual({
      customersImported: true,
      openTickets: [],
      customer: {
        id: '1',
        name: 'Contoso Clinic',
        by: 'address',
        agreement: { number: 'A-31', from: '2026-04-01', until: '2027-03-31' },
        assignedRep: 'ben',
        contact: { name: 'Ana Ruiz', phone: '+15550102231' },
        systems: [
          { name: 'billing', environment: 'test', goLive: '2027-03-01' },
          { name: 'payroll', environment: 'production', goLive: null },
        ],
      },
    });
    expect(
      await db().many(
        sql`select number, kind from customer_number n join customer c on c.id = n.customer_id where c.name like 'Contoso%' order by kind`,
      ),
    ).toEqual([
      { number: '+15550102299', kind: 'fax' },
      { number: '+15550102200', kind: 'phone' },
    ]);
  });

  test('of the same file, however it is written, changes nothing', async () => {
    await bringFile('whole.csv');
    for (const name of ['utf-16le.csv', 'semicolons.csv', 'whole.csv'])
      expect((await bringFile(name)).difference).toMatchObject({ added: 0, changed: 0, unchanged: 3, touched: [] });
  });

  test('tells what would change, and a dry run leaves it at that', async () => {
    await bringFile('whole.csv');
    const changed = readFileSync(`${FOLDER}whole.csv`, 'utf8')
      .replace('2027-03-31', '2028-03-31')
      .replace('Contoso Clinic,contoso.example,', 'CONTOSO clinic,contoso.example; contoso-lab.example,')
      .replace('555 010 3300', '555 010 3301')
      .replace(/'s-.*/u, 'Northwind,,,,,,,,,');
    const expected = {
      added: 1,
      changed: 2,
      unchanged: 0,
      missing: 1,
      missingNames: ["'s-Hertogenbosch Zorg"],
      touched: [
        { name: 'CONTOSO clinic', added: false, fields: ['name', 'domains', 'agreement_until'] },
        { name: 'Fabrikam, Inc.', added: false, fields: ['phones'] },
        { name: 'Northwind', added: true, fields: [] },
      ],
    };
    expect((await bring(changed, { dryRun: true })).difference).toEqual(expected);
    expect(await names()).toEqual(['Contoso Clinic', 'Fabrikam, Inc.', "'s-Hertogenbosch Zorg"]);
    expect((await bring(changed, { dryRun: true })).difference).toEqual(expected);
    expect((await bring(changed)).difference).toEqual(expected);
    expect(await names()).toEqual(['CONTOSO clinic', 'Fabrikam, Inc.', "'s-Hertogenbosch Zorg", 'Northwind']);
    expect(await find('x@contoso-lab.example', 'contoso-lab.example')).toMatchObject({
      customer: { id: '1', by: { domain: 'contoso-lab.example' }, agreement: { until: '2028-03-31' }, contact: null },
    });
  });

  test('leaves alone what its columns do not speak of, and empties what they leave empty', async () => {
    await bringFile('whole.csv');
    const { difference } = await bring('name,phones\nContoso Clinic,\n"Fabrikam, Inc.",555 010 3300\n');
    expect(difference).toMatchObject({
      changed: 1,
      unchanged: 1,
      touched: [{ name: 'Contoso Clinic', fields: ['phones'] }],
    });
    expect(await find('lab@contoso.example')).toMatchObject({
      customer: { agreement: { number: 'A-31' }, assignedRep: 'ben' },
    });
    expect(await db().many(sql`select number from customer_number where customer_id = 1`)).toEqual([
      { number: '+15550102299' },
    ]);
    // An agreement is told as a whole: its first day alone takes number and last day away.
    await bring('name,agreement_from\nContoso Clinic,2030-01-01\n');
    expect(await find('lab@contoso.example')).toMatchObject({
      customer: { agreement: { number: null, from: '2030-01-01', until: null } },
    });
  });

  test('keeps the zone of a customer until a file says another', async () => {
    const zone = () => db().one<{ zone: string | null }>(sql`select time_zone as zone from customer`);
    await bring('name,time_zone\nContoso,Europe/Berlin\n');
    expect(await zone()).toEqual({ zone: 'Europe/Berlin' });
    await bring('name,domains\nContoso,contoso.example\n');
    expect(await zone()).toEqual({ zone: 'Europe/Berlin' });
    const { difference } = await bring('name,time_zone\nContoso,America/Denver\n');
    expect(difference).toMatchObject({ changed: 1, touched: [{ name: 'Contoso', fields: ['time_zone'] }] });
    expect(await zone()).toEqual({ zone: 'America/Denver' });
  });

  test('lets a domain and a contact move from one customer to another', async () => {
    await bring('name,domains,contacts\nA,one.example,x@one.example\nB,two.example,y@two.example\n');
    await bring('name,domains,contacts\nA,two.example,y@two.example\nB,one.example,x@one.example\n');
    expect(await ask(['x@one.example', 'one.example'], ['z@two.example', 'two.example'])).toMatchObject([
      { customer: { name: 'B', by: 'address' } },
      { customer: { name: 'A', by: { domain: 'two.example' } } },
    ]);
  });

  test('is refused where two own the same, and both are named', async () => {
    await bring('name,domains,contacts\nHolder,held.example,held@northwind.example\n');
    const { problems, problemCount, difference } = await bringFile('two-owners.csv');
    expect(`${problems.join('\n')}\n`).toBe(readFileSync(`${FOLDER}two-owners.clashes.txt`, 'utf8'));
    expect({ problemCount, difference }).toEqual({ problemCount: 5, difference: null });
    expect(await names()).toEqual(['Holder']);
  });

  test('imports nothing if one cell is wrong, tells the first fifty, and how many there are', async () => {
    const rows = Array.from(
      { length: 1_200 },
      (_, n) => `Customer ${n},c${n}.example,${n % 3 === 0 ? '31.12.2026' : '2026-12-31'}`,
    );
    const done = await bring(`name,domains,agreement_until\n${rows.join('\n')}\nAgain,c7.example,\nAgain,,\n`);
    expect(done.problems).toHaveLength(50);
    expect(done.problems[49]).toContain('row 149, column 3 (agreement_until): "31.12.2026"');
    expect(done).toMatchObject({ problemCount: 402, difference: null });
    expect(await names()).toEqual([]);
  });

  test('of thousands goes in parts, all or nothing, and a broken end undoes the beginning', async () => {
    const rows = Array.from({ length: 1_700 }, (_, n) => `Customer ${n},c${n}.example`).join('\n');
    expect((await bring(`name,domains\n${rows}\n"Broken`)).problems).toEqual([
      'row 1702: a quote (") is opened here and never closed; a quote within a cell is written twice, and the cell put in quotes',
    ]);
    expect(await names()).toEqual([]);
    expect((await bring(`name,domains\n${rows}\n`)).difference).toMatchObject({ added: 1_700 });
    expect(await find('x@c1699.example', 'c1699.example')).toMatchObject({ customer: { name: 'Customer 1699' } });
  });
});

describe('a customer who is missing in the file', () => {
  test('stays, unless it is asked for otherwise; then nobody is found by it, and its tickets keep it', async () => {
    await bringFile('whole.csv');
    await db().run(sql`
      insert into ticket (reference, mailbox, channel, subject, requester_name, requester_address, requester_trust, suggested_level, suggestion, accepted_at, customer_id, cover)
      values ('K7Q-2M4', 'support', 'email', 's', '', 'x@zorg.example', 'verified', 6, '{}', now(), 3, 'covered')`);
    const file = 'name,domains\nContoso Clinic,contoso.example\n';
    await bring(file);
    expect(await find('x@zorg.example', 'zorg.example')).toMatchObject({
      customer: { id: '3' },
      openTickets: [{ reference: 'K7Q-2M4', level: 6 }],
    });
    const removal = { removeMissing: true };
    expect((await bring(file, { ...removal, dryRun: true })).difference).toMatchObject({ missing: 2 });
    expect(await names()).toHaveLength(3);
    await bring(file, removal);
    expect(await names()).toEqual(['Contoso Clinic']);
    expect(await find('x@zorg.example', 'zorg.example')).toEqual({
      customersImported: true,
      customer: null,
      openTickets: [],
    });
    expect(
      await db().one(
        sql`select c.name, c.removed_at is not null as gone from ticket t join customer c on c.id = t.customer_id`,
      ),
    ).toEqual({
      name: "'s-Hertogenbosch Zorg",
      gone: true,
    });
    // Another customer may have the domain now; and one who comes back is the same as before.
    expect((await bring('name,domains\nNorthwind,zorg.example\n')).problems).toEqual([]);
    expect((await bringFile('whole.csv', removal)).difference).toMatchObject({ added: 2, missing: 1 });
    expect(await find('x@zorg.example', 'zorg.example')).toMatchObject({ customer: { id: '3' } });
  });
});

describe('a look-up', () => {
  test('knows whether customers were ever imported', async () => {
    expect(await ask(['a@one.example', 'one.example'], ['b@two.example', 'two.example'])).toEqual([
      { customersImported: false, customer: null, openTickets: [] },
      { customersImported: false, customer: null, openTickets: [] },
    ]);
    await bring('name\nContoso\n');
    expect(await ask(['a@one.example', 'one.example'])).toEqual([
      { customersImported: true, customer: null, openTickets: [] },
    ]);
    expect(await ask()).toEqual([]);
  });

  test('takes the contact before the domain, the nearer domain before the farther, and keeps the order asked for', async () => {
    await bring(
      'name,domains,contacts\nGroup,group.example,\nClinic,clinic.group.example,\nConsultant,,Cy <cy@clinic.group.example>\n',
    );
    const hosts = ['a.clinic.group.example', 'clinic.group.example', 'group.example'];
    expect(
      await ask(
        ['x@group.example', 'group.example'],
        ['cy@clinic.group.example', 'clinic.group.example', 'group.example'],
        ['y@a.clinic.group.example', ...hosts],
        ['z@elsewhere.example', 'elsewhere.example'],
        [''],
      ),
    ).toMatchObject([
      { customer: { name: 'Group', by: { domain: 'group.example' } } },
      { customer: { name: 'Consultant', by: 'address', contact: { name: 'Cy', phone: null } } },
      { customer: { name: 'Clinic', by: { domain: 'clinic.group.example' } } },
      { customer: null },
      { customer: null },
    ]);
  });
});
