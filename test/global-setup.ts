import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { migrate } from '../src/store/migrate.ts';
import { openStore } from '../src/store/open.ts';
import { createDatabase, dropDatabase, urlOf, type TestDatabases } from './peers/database-names.ts';
import { findPostgres, INSTALL_POSTGRES, startPostgres, type Server } from './peers/postgres.ts';
import { isRequired, missing } from './peers/require.ts';

declare module 'vitest' {
  interface ProvidedContext {
    database: TestDatabases;
  }
}

/** Prepares one migrated database per run; each test file gets a copy of it (peers/database.ts). */
export default function setup(project: TestProject): Promise<() => Promise<void>> {
  return project.name === 'postgres' ? setupPostgres(project) : setupEmbedded(project);
}

async function setupPostgres(project: TestProject): Promise<() => Promise<void>> {
  const server = await postgres();
  if (server === null) {
    if (isRequired('postgres'))
      throw new Error(`POSTROOM_TEST_REQUIRE names postgres, but it is not on this machine; ${INSTALL_POSTGRES}`);
    console.warn(missing('PostgreSQL', INSTALL_POSTGRES));
    project.provide('database', { kind: 'missing' });
    return async () => {};
  }
  const template = await createDatabase(server.url, null);
  await migrateOnce(urlOf(server.url, template), '');
  project.provide('database', { kind: 'postgres', server: server.url, template });
  return async () => {
    await dropDatabase(server.url, template);
    await server.stop();
  };
}

async function postgres(): Promise<Server | null> {
  const url = process.env['POSTROOM_TEST_POSTGRES_URL'];
  if (url !== undefined && url !== '') return { url, stop: async () => {} };
  const bin = findPostgres();
  return bin === null ? null : startPostgres(bin);
}

async function setupEmbedded(project: TestProject): Promise<() => Promise<void>> {
  const template = mkdtempSync(join(tmpdir(), 'postroom-template-'));
  await migrateOnce(null, template);
  project.provide('database', { kind: 'embedded', template });
  return async () => rmSync(template, { recursive: true, force: true });
}

async function migrateOnce(url: string | null, dataDir: string): Promise<void> {
  const store = await openStore({ url, dataDir, connections: 2 });
  await migrate(store.db);
  await store.close();
}
