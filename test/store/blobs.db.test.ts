import { createHash, randomBytes } from 'node:crypto';
import { mkdtempSync, readdirSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { databaseBlobs, folderBlobs, type Blobs } from '../../src/store/blobs.ts';
import { transaction } from '../../src/store/sql.ts';
import { openTestDatabase, type TestDatabase } from '../peers/database.ts';

let database: TestDatabase;
const folder = mkdtempSync(join(tmpdir(), 'postroom-blobs-'));
beforeAll(async () => {
  database = await openTestDatabase();
});
afterAll(async () => {
  await database.drop();
  rmSync(folder, { recursive: true });
});

const blob = (bytes: Buffer) => ({ sha256: createHash('sha256').update(bytes).digest(), bytes });
const keep = (blobs: Blobs, all: readonly ReturnType<typeof blob>[]) =>
  transaction(database.store.db, (tx) => blobs.put(tx, all));
const files = () =>
  (readdirSync(folder, { recursive: true }) as string[]).filter((name) => statSync(join(folder, name)).isFile());

describe.each([
  ['database', databaseBlobs()],
  ['folder', folderBlobs(folder)],
])('%s', (_name, blobs) => {
  it('gives back what it keeps, also nothing and more than one statement takes, and null for what it never had', async () => {
    const all = [0, 1, 5_000, 9_000_000].map((size) => blob(randomBytes(size)));
    await keep(blobs, [...all, ...all]);
    await keep(blobs, all);
    for (const { sha256, bytes } of all) {
      const found = await blobs.get(database.store.db, sha256);
      expect(found?.equals(bytes)).toBe(true);
    }
    expect(await blobs.get(database.store.db, Buffer.alloc(32))).toBeNull();
    await keep(blobs, []);
  });

  it('is asked by many at once for the same', async () => {
    const all = Array.from({ length: 20 }, () => blob(randomBytes(1_000)));
    const orders = [all, all.toReversed(), all.toSorted(() => Math.random() - 0.5), all];
    await Promise.all(orders.map((order) => keep(blobs, order)));
    expect((await blobs.get(database.store.db, all[9]!.sha256))?.equals(all[9]!.bytes)).toBe(true);
  });
});

describe('database', () => {
  it('forgets with the transaction', async () => {
    const lost = blob(randomBytes(10));
    const work = transaction(database.store.db, async (tx) => {
      await databaseBlobs().put(tx, [lost]);
      throw new Error('no');
    });
    await expect(work).rejects.toThrow('no');
    expect(await databaseBlobs().get(database.store.db, lost.sha256)).toBeNull();
  });
});

describe('folder', () => {
  it('leaves whole files only, by their names', () => {
    expect(files().length).toBeGreaterThan(20);
    for (const name of files()) expect(name).toMatch(/^([0-9a-f]{2})\/([0-9a-f]{2})\/\1\2[0-9a-f]{60}\.eml$/u);
  });

  it('mends a file that was cut short, and tells of one that was changed', async () => {
    const blobs = folderBlobs(folder);
    const mail = blob(Buffer.from('Subject: hello'));
    const hex = mail.sha256.toString('hex');
    const path = join(folder, hex.slice(0, 2), hex.slice(2, 4), `${hex}.eml`);
    await keep(blobs, [mail]);
    truncateSync(path, 3);
    await expect(blobs.get(database.store.db, mail.sha256)).rejects.toThrow('damaged');
    await keep(blobs, [mail]);
    expect(await blobs.get(database.store.db, mail.sha256)).toEqual(mail.bytes);
    writeFileSync(path, 'Subject: HELLO');
    await expect(blobs.get(database.store.db, mail.sha256)).rejects.toThrow(`${path} is damaged`);
  });
});
