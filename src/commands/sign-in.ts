import { randomBytes, createHash } from 'node:crypto';
import { permanent } from '../lib/fault.ts';
import { nearest } from '../lib/nearest.ts';
import type { Loaded } from '../settings.ts';
import { keepSignIn } from '../store/desk/sessions.ts';
import { migrate } from '../store/migrate.ts';
import { openStore } from '../store/open.ts';
import { transaction, type Db } from '../store/sql.ts';

/** A link that is handed over by whoever runs the machine waits longer than one in a mail: three days, ms. */
const LIFE_MS = 3 * 24 * 3_600_000;

/** Makes a link by which a person of the settings signs in to the desk, once: for the first time, and when no mail gets through. */
export async function signInLink(db: Db, loaded: Loaded, person: string, now: number): Promise<string> {
  const { people } = loaded.policy.staff;
  if (!people.some(({ id }) => id === person)) {
    const ids = people.map(({ id }) => id);
    const like = nearest(person, ids);
    throw permanent(
      `nobody is called "${person}" in people.yaml; ${like === null ? `there are ${ids.join(', ') || 'none'}` : `do you mean ${like}?`}`,
    );
  }
  const token = randomBytes(32).toString('base64url');
  const hash = createHash('sha256').update(token).digest();
  await transaction(db, (tx) => keepSignIn(tx, { hash, person, now, until: now + LIFE_MS }));
  const { public_url: url, listen } = loaded.settings;
  const base = url?.replace(/\/$/u, '') ?? `http://${hostOf(listen.http.host)}:${listen.http.port}`;
  return `${base}/sign-in/${token}`;
}

/** The same, for a house that is not open. */
export async function signIn(person: string, loaded: Loaded, print: (line: string) => void): Promise<void> {
  const { settings } = loaded;
  const store = await openStore({ url: settings.database.url, connections: 2, dataDir: settings.data_dir });
  try {
    await migrate(store.db);
    print(await signInLink(store.db, loaded, person, Date.now()));
  } finally {
    await store.close();
  }
}

/** An address that a browser of this machine can open, for one that means "all". */
function hostOf(host: string): string {
  if (host === '0.0.0.0' || host === '::') return '127.0.0.1';
  return host.includes(':') ? `[${host}]` : host;
}
