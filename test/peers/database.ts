import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inject } from 'vitest';
import { openStore, type Store } from '../../src/store/open.ts';
import { createDatabase, dropDatabase, urlOf } from './database-names.ts';

export type TestDatabase = {
  readonly store: Store;
  /** for settings (`database.url`) of another process: null on the embedded database, which is found by `dataDir` */
  readonly url: string | null;
  /** an empty folder of its own, or the one that holds the embedded database */
  readonly dataDir: string;
  /** closes the store and removes everything */
  drop(): Promise<void>;
};

/** A fresh, migrated database for one test file. Call it in `beforeAll`, and `drop` in `afterAll`. */
export async function openTestDatabase(connections = 4): Promise<TestDatabase> {
  const given = inject('database');
  if (given === undefined) throw new Error('only files named *.db.test.ts are given a database');
  if (given.kind === 'missing') return nothing;
  const dataDir = mkdtempSync(join(tmpdir(), 'postroom-test-'));
  if (given.kind === 'embedded') cpSync(given.template, dataDir, { recursive: true });
  const name = given.kind === 'postgres' ? await createDatabase(given.server, given.template) : null;
  const url = given.kind === 'postgres' ? urlOf(given.server, name!) : null;
  const store = await openStore({ url, dataDir, connections });
  return {
    store,
    url,
    dataDir,
    async drop() {
      await store.close();
      if (given.kind === 'postgres') await dropDatabase(given.server, name!);
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}

/** For files that open their database while they are loaded: their tests are skipped afterwards. */
const nothing: TestDatabase = {
  get store(): Store {
    throw new Error('there is no database on this machine');
  },
  url: null,
  dataDir: '',
  drop: async () => {},
};
