import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { sql } from '../../src/store/sql.ts';
import { openTestDatabase, type TestDatabase } from '../peers/database.ts';
import { drainOnce, runPostroom, writeSettings } from '../peers/gateway.ts';

let database: TestDatabase;

beforeAll(async () => {
  database = await openTestDatabase();
});
afterAll(() => database.drop());

const mailFrom = (address: string): string =>
  `From: <${address}>\r\nTo: support@helpdesk.example\r\nSubject: Cannot log in\r\nMessage-ID: <1.${address}>\r\n\r\nNobody can log in.\r\n`;

test(
  'customers are brought in by the program, and a request is answered by its agreement',
  { timeout: 120_000 },
  async () => {
    const folder = join(database.dataDir, 'incoming');
    mkdirSync(folder);
    const config = writeSettings(database.dataDir, { folder });
    const env: Record<string, string> = database.url === null ? {} : { POSTROOM_DATABASE_URL: database.url };
    const file = join(database.dataDir, 'customers.csv');
    const run = (...args: readonly string[]) => runPostroom(['import', 'customers', ...args, '--config', config], env);
    const count = async () =>
      (await database.store.db.one<{ n: number }>(sql`select count(*)::int as n from customer`)).n;

    writeFileSync(
      file,
      'name,domains,agreement,agreement_from\nContoso,contoso.example,A-31,01/04/2026\nFabrikam,gmail.com,,\n',
    );
    const refused = await run(file);
    expect(refused).toMatchObject({ code: 1, stdout: '' });
    expect(refused.stderr.split('\n')).toEqual([
      expect.stringContaining('customers.csv: row 2, column 4 (agreement_from): "01/04/2026" is read differently'),
      expect.stringContaining('customers.csv: row 3, column 2 (domains): "gmail.com" is a mail service'),
      'postroom: nothing was imported; mend these in customers.csv and import it again',
      '',
    ]);
    writeFileSync(
      file,
      'name,domains,agreement,agreement_from\nContoso,contoso.example,A-31,2026-04-01\nFabrikam,fabrikam.example,,\n',
    );
    const dry = await run(file, '--dry-run');
    expect(dry).toMatchObject({ code: 0, stderr: '' });
    expect(dry.stdout).toBe(
      'added    Contoso\nadded    Fabrikam\n2 added, 0 changed, 0 unchanged\nThis was a dry run: nothing was written.\n',
    );
    expect(await count()).toBe(0);
    expect(await run(file)).toMatchObject({
      code: 0,
      stdout: 'added    Contoso\nadded    Fabrikam\n2 added, 0 changed, 0 unchanged\n',
    });
    expect(await count()).toBe(2);
    expect(await run(join(database.dataDir, 'none.csv'))).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('none.csv cannot be read (ENOENT); name a CSV file'),
    });
    expect(await run(file, '--country', 'XX')).toMatchObject({ code: 2 });

    for (const name of ['contoso', 'fabrikam', 'stranger'])
      writeFileSync(join(folder, `${name}.eml`), mailFrom(`ana@${name}.example`));
    expect(await drainOnce(config, env)).toMatchObject({ received: 3, tickets: 3, sent: 3 });
    const sent = join(database.dataDir, 'sent');
    const answers = readdirSync(sent).map((name) =>
      readFileSync(join(sent, name), 'utf8')
        .replace(/=\r?\n/gu, '')
        .replace(/\s+/gu, ' '),
    );
    const answerTo = (address: string) => answers.find((answer) => answer.includes(`To: ${address}`))!;
    expect(answerTo('ana@contoso.example')).toMatch(/We will call you back by .{4,80}Eastern \(E[SD]T\)/u);
    for (const outside of ['ana@fabrikam.example', 'ana@stranger.example']) {
      expect(answerTo(outside)).toContain('We found no maintenance agreement in force');
      expect(answerTo(outside)).not.toContain('call you back');
    }
    expect(await database.store.db.many(sql`select requester_address as "from", cover from ticket order by 1`)).toEqual(
      [
        { from: 'ana@contoso.example', cover: 'covered' },
        { from: 'ana@fabrikam.example', cover: 'unknown' },
        { from: 'ana@stranger.example', cover: 'unknown' },
      ],
    );
  },
);
