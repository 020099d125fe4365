import { randomBytes } from 'node:crypto';
import pg from 'pg';

/** What the run prepared: a server with a migrated template, a migrated folder to copy, or nothing. */
export type TestDatabases =
  | { readonly kind: 'postgres'; readonly server: string; readonly template: string }
  | { readonly kind: 'embedded'; readonly template: string }
  | { readonly kind: 'missing' };

/** Makes a database with a fresh name, as a copy of `template` unless that is null; returns the name. */
export async function createDatabase(server: string, template: string | null): Promise<string> {
  const name = `postroom_test_${randomBytes(6).toString('hex')}`;
  await tell(
    server,
    `create database ${name} template ${template ?? 'template0'} ${template === null ? `encoding 'UTF8' lc_collate 'C' lc_ctype 'C'` : ''}`,
  );
  return name;
}

/** Drops it even if something is still connected. */
export function dropDatabase(server: string, name: string): Promise<void> {
  return tell(server, `drop database if exists ${name} with (force)`);
}

/** The same server's URL with another database. */
export function urlOf(server: string, name: string): string {
  return server.replace(/^(\w+:\/\/[^/?]*)(?:\/[^?]*)?/u, `$1/${name}`);
}

async function tell(server: string, statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: server });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}
