import { deskRoutes } from '../../src/desk/routes.ts';
import type { DeskDeps } from '../../src/desk/desk.ts';
import { fieldOf, hashOf, newToken } from '../../src/desk/guard.ts';
import { LEVELS, type Level } from '../../src/domain/level.ts';
import type { Policy } from '../../src/domain/policy.ts';
import { createPriorities } from '../../src/domain/priority/priorities.ts';
import { asNumber, regionOf } from '../../src/format/customers/numbers.ts';
import { createLog } from '../../src/lib/log.ts';
import { deskRules } from '../../src/serve/desk-rules.ts';
import { loadSettings } from '../../src/settings.ts';
import { databaseBlobs } from '../../src/store/blobs.ts';
import { beginSession } from '../../src/store/desk/sessions.ts';
import { transaction } from '../../src/store/sql.ts';
import type { Desk } from '../acts/desk.ts';
import { serveRoutes } from '../http/served.ts';

/*
 * The pages of the desk over HTTP, on a desk of test/acts/desk.ts: the real routes and database, no browser, no mail.
 */

const levels = Object.fromEntries(
  LEVELS.map((level) => [level, { level, name: `Name of ${level}`, meaning: '', callBack: '', callBackMinutes: 60 }]),
) as unknown as Record<Level, Policy['levels'][1]>;

export type Answered = { readonly status: number; readonly headers: Headers; readonly text: string };

/** Somebody who is signed in. */
export type Browsing = {
  get(path: string): Promise<Answered>;
  /** presses a button: the hidden field goes along, unless another is given; redirects are told, not followed */
  post(
    path: string,
    fields?: Readonly<Record<string, string>>,
    headers?: Readonly<Record<string, string>>,
  ): Promise<Answered>;
  readonly cookie: string;
};

export type Pages = {
  readonly base: string;
  as(person: string): Promise<Browsing>;
  close(): Promise<void>;
};

const loaded = await loadSettings({ env: {}, cwd: '/' });
const priorities = createPriorities(loaded.policy);

/** What the pages are made with here. */
export function pagesDeps(desk: Desk, more: Partial<DeskDeps> = {}): DeskDeps {
  const policy = {
    levels,
    staff: desk.staff,
    mailboxes: [{ id: 'support', address: 'support@helpdesk.example', name: 'Support', addresses: [] }],
    phone: null,
  } as unknown as Policy;
  return {
    acts: desk,
    blobs: databaseBlobs(),
    policy,
    publicUrl: null,
    phoneCountry: 'US',
    regionOf,
    asNumber: (typed) => asNumber(typed, 'US'),
    suggest: () => ({ level: 4, confidence: 0.5, evidence: [], because: 'the rules say so' }),
    acknowledge: async () => null,
    rules: deskRules({ loaded, rules: { current: () => priorities, look: async () => false }, store: { db: desk.db } }),
    signIn: { mailLinks: true, provider: null },
    mailSignIn: async () => {},
    open: { body: unopened, file: unopened, preview: unopened },
    health: async () => ({ startedAt: 0, database: null, loops: [], listeners: [], mailboxes: [] }),
    log: createLog('silent'),
    ...more,
  };
}

/** Serves the desk on a free port. */
export async function openPages(desk: Desk, more: Partial<DeskDeps> = {}): Promise<Pages> {
  const served = await serveRoutes([deskRoutes(pagesDeps(desk, more))]);
  return {
    base: served.base,
    close: () => served.close(),
    async as(person) {
      const token = newToken();
      await transaction(desk.db, (tx) => beginSession(tx, hashOf(token), person, desk.now()));
      const cookie = `postroom=${token}`;
      const ask = async (path: string, init: RequestInit): Promise<Answered> => {
        const answer = await fetch(served.base + path, { ...init, redirect: 'manual' });
        return { status: answer.status, headers: answer.headers, text: await answer.text() };
      };
      return {
        cookie,
        get: (path) => ask(path, { headers: { cookie } }),
        post: (path, fields = {}, headers = {}) =>
          ask(path, {
            method: 'POST',
            headers: { cookie, ...headers },
            body: new URLSearchParams({ form: fieldOf(token), ...fields }),
          }),
      };
    },
  };
}

const unopened = async (): Promise<never> => {
  throw new Error('no mail is opened here');
};

/** What a person reads on a page: no marks, and each blank once. */
export function wordsOf({ text }: Pick<Answered, 'text'>): string {
  return text
    .replaceAll(/<(script|style)[\s\S]*?<\/\1>/gu, '')
    .replaceAll(/<[^>]+>/gu, ' ')
    .replaceAll('&#39;', "'")
    .replaceAll('&#34;', '"')
    .replaceAll(/\s+/gu, ' ')
    .trim();
}
