import { randomUUIDv7 } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { compileCalendar } from '../../src/domain/calendar/compile.ts';
import type { Level } from '../../src/domain/level.ts';
import type { Happening } from '../../src/domain/promise/event.ts';
import type { Person, Staff } from '../../src/domain/staff.ts';
import { createLog } from '../../src/lib/log.ts';
import { watchBatch, type Watched, type WatchDeps } from '../../src/stages/watch.ts';
import type { Saying } from '../../src/stages/watch/addressees.ts';
import type { Speaker } from '../../src/stages/watch/letters.ts';
import { claimOutbox, settleOutbox, type Queued } from '../../src/store/outbox.ts';
import { recordHappenings, startPromises } from '../../src/store/promises.ts';
import { sql, transaction } from '../../src/store/sql.ts';
import { openTerms, type TermsBook } from '../../src/store/terms.ts';
import { ny, TERMS } from '../domain/promise/office.ts';
import { openTestDatabase, type TestDatabase } from '../peers/database.ts';

let database: TestDatabase;
let terms: TermsBook;
let clock = 0;
const db = () => database.store.db;
const at = (text: string): void => {
  clock = ny(text);
};

beforeAll(async () => {
  database = await openTestDatabase();
  ({ book: terms } = await openTerms(db(), TERMS, '2026-04-01'));
});
afterAll(() => database.drop());
beforeEach(async () => {
  await db().run(
    sql`truncate ticket, journal, outbox, suppression, ticket_event, clock, watched, alarm, telling cascade`,
  );
});

const hours = compileCalendar(TERMS.calendar);
const person = (id: string, roles: Person['roles'], change: Partial<Person> = {}): Person => ({
  id,
  name: id[0]!.toUpperCase() + id.slice(1),
  address: `${id}@desk.example`,
  mobile: null,
  roles,
  hours,
  absences: [],
  mailboxes: null,
  ...change,
});
const STAFF: Staff = {
  people: [
    person('ben', ['rep']),
    person('cy', ['rep']),
    person('mia', ['manager']),
    person('lang', ['manager']),
    person('vera', ['manager']),
  ],
  ladder: [
    { title: 'Manager of Customer Services', people: ['mia'] },
    { title: 'Applications Development Manager', people: ['lang'] },
    { title: 'VP Sales / CEO', people: ['vera'] },
  ],
};

/** Says in the subject what it was asked to say. */
const speaker: Speaker = {
  one: (saying, reader, { now, notBefore }) => letter([saying], reader.address, now, notBefore),
  several: (sayings, reader, { now, notBefore }) => letter(sayings, reader.address, now, notBefore),
  text: () => null,
  nudge: (saying, now) => ({ queued: letter([saying], saying.brief.requesterAddress, now, now) }),
};

function letter(sayings: readonly Saying[], to: string, now: number, notBefore: number): Queued {
  const id = randomUUIDv7();
  const subject = sayings.map(({ alarm, brief }) => `${brief.reference} ${alarm.metric} ${alarm.kind}`).join(', ');
  const first = sayings[0]!;
  return {
    id,
    outlet: 'mail',
    ticketId: first.brief.id,
    inboundId: null,
    mailbox: 'support',
    dedupeKey: id,
    notBefore,
    mail: {
      kind: first.hearer.kind === 'customer' ? 'nudge' : first.hearer.kind === 'rung' ? 'alert' : 'reminder',
      messageId: `<${id}@desk.example>`,
      date: now,
      from: { name: '', address: 'support@desk.example' },
      to: { name: '', address: to },
      envelopeFrom: '',
      replyTo: null,
      subject,
      text: subject,
      html: subject,
      inReplyTo: null,
      references: [],
      headers: {},
    },
  };
}

const deps = (change: Partial<WatchDeps> = {}): WatchDeps => ({
  db: db(),
  terms,
  staff: STAFF,
  speaker,
  rules: { batch: 100, gatherAbove: 3, burstPerMinute: 5 },
  now: () => clock,
  log: createLog('silent'),
  ...change,
});

let count = 0;
async function open(
  level: Level,
  acceptedAt: string,
  change: { assignee?: string | null; bucket?: string } = {},
): Promise<string> {
  count += 1;
  const reference = `T${String(count).padStart(2, '0')}-AAA`;
  const when = ny(acceptedAt);
  return transaction(db(), async (tx) => {
    const { id } = await tx.one<{ id: string }>(sql`
      insert into ticket (reference, mailbox, channel, bucket, subject, requester_name, requester_address, requester_trust, suggested_level, suggestion, accepted_at, assignee)
      values (${reference}, 'support', 'email', ${change.bucket ?? 'desk'}, 'Invoices', 'Ana', 'ana@contoso.example', 'verified', ${level},
        ${JSON.stringify({ level, confidence: 1, evidence: [], because: '' })}::jsonb, ${new Date(when)}, ${change.assignee === undefined ? 'ben' : change.assignee})
      returning id`);
    await startPromises(tx, [{ ticketId: id, events: [{ kind: 'accepted', level, at: when }] }], terms.current, when);
    return id;
  });
}

const happen = (ticketId: string, ...happenings: Happening[]): Promise<unknown> =>
  transaction(db(), (tx) =>
    recordHappenings(tx, [{ ticketId, events: happenings.map((one) => ({ ...one, at: clock })) }], terms, clock),
  );

/** Looks until nothing is due. */
async function look(change: Partial<WatchDeps> = {}): Promise<Watched[]> {
  const looks: Watched[] = [];
  for (;;) {
    const one = await watchBatch(deps(change));
    if (one.looked === 0) return looks;
    looks.push(one);
  }
}

/** Letters that were written since the last call: reader and what they say, with the hour before which none is sent. */
const seen = new Set<string>();
async function letters(): Promise<readonly string[]> {
  const rows = await db().many<{ id: string; to: string; said: string; before: number }>(
    sql`select id, to_address as "to", mail->>'subject' as said, next_attempt_at as before from outbox order by created_at, to_address, id`,
  );
  const fresh = rows.filter(({ id }) => !seen.has(id));
  for (const { id } of fresh) seen.add(id);
  return fresh.map(({ to, said, before }) => {
    const wait = before > clock ? ` from ${new Date(before).toISOString().slice(5, 16)}Z` : '';
    return `${to.split('@')[0]}: ${said.replaceAll(/T\d\d-AAA /gu, '')}${wait}`;
  });
}

test('a call-back that nobody gives: notice, reminders, breach, ladder, each once', async () => {
  at('2026-04-10 17:40');
  const id = await open(3, '2026-04-10 17:40');
  await look();
  expect(await letters()).toEqual(['ben: call_back notice']);
  at('2026-04-11 12:00');
  expect(await look()).toEqual([]);
  at('2026-04-13 08:10');
  await look();
  expect(await letters()).toEqual(['ben: call_back warn_50']);
  at('2026-04-13 08:25');
  await look();
  at('2026-04-13 08:40');
  await look();
  expect(await letters()).toEqual(['ben: call_back warn_75', 'ben: call_back due']);
  at('2026-04-13 08:40:15');
  await look();
  expect(await letters()).toEqual(['mia: call_back rung_1']);
  at('2026-04-13 09:40:30');
  await look();
  at('2026-04-13 10:41');
  await look();
  expect(await letters()).toEqual(['lang: call_back rung_2', 'vera: call_back rung_3']);
  await happen(id, { kind: 'contact', outcome: 'reached' });
  at('2026-04-13 12:00');
  expect(await look()).toEqual([]);
  const clocks = await db().many(
    sql`select metric, state, breached_at as "breachedAt" from clock where ticket_id = ${id} order by metric, cycle`,
  );
  expect(clocks).toEqual([
    { metric: 'call_back', state: 'met', breachedAt: ny('2026-04-13 08:40') },
    { metric: 'resolution', state: 'running', breachedAt: null },
    { metric: 'update', state: 'running', breachedAt: null },
  ]);
});

test('a watch that was away catches up without a flood: the last word to each, with the true times', async () => {
  at('2026-04-07 10:00');
  await open(3, '2026-04-07 10:00');
  at('2026-04-07 15:00');
  await look();
  expect(await letters()).toEqual([
    'ben: call_back due',
    'lang: call_back rung_2',
    'mia: call_back rung_1',
    'vera: call_back rung_3',
  ]);
  const said = await db().many<{ kind: string; said: string }>(sql`select kind, said from alarm order by id`);
  expect(said.filter(({ said: how }) => how === 'passed').map(({ kind }) => kind)).toEqual([
    'notice',
    'warn_50',
    'warn_75',
  ]);
  expect(await look()).toEqual([]);
});

test('two watches at once say everything once', async () => {
  at('2026-04-07 10:00');
  for (let i = 0; i < 12; i += 1) await open(4, '2026-04-07 10:00');
  const results = await Promise.all(
    [1, 2, 3].map(() => look({ rules: { batch: 3, gatherAbove: 99, burstPerMinute: 999 } })),
  );
  expect(results.flat().reduce((sum, { said }) => sum + said, 0)).toBe(12);
  expect(await letters()).toHaveLength(12);
});

test('many matters for one reader come in one mail', async () => {
  at('2026-04-07 10:00');
  for (let i = 0; i < 5; i += 1) await open(4, '2026-04-07 10:00');
  await look();
  expect(await letters()).toEqual([`ben: ${Array.from({ length: 5 }, () => 'call_back notice').join(', ')}`]);
  expect(await db().one(sql`select count(*)::int as n from telling`)).toEqual({ n: 5 });
});

test('while it waits for the customer only the customer is reminded, and resolved it is silent', async () => {
  at('2026-04-07 10:00');
  const id = await open(3, '2026-04-07 10:00');
  await look();
  await happen(id, { kind: 'published' }, { kind: 'asked' });
  await letters();
  at('2026-04-14 11:00');
  await look();
  expect(await letters()).toEqual(['ana: resolution nudge_2']);
  await happen(id, { kind: 'resolved' });
  at('2026-05-14 11:00');
  expect(await look()).toEqual([]);
});

test('at night levels 1 and 2 are told at once, the others when the reader works', async () => {
  at('2026-04-10 22:00');
  await open(1, '2026-04-10 22:00');
  await open(4, '2026-04-10 22:00');
  await look();
  const found = await letters();
  expect(found).toContain('ben: call_back notice');
  expect(found).toContain('ben: call_back notice from 04-13T12:00Z');
});

test('whoever cannot be reached is passed over at once, and the journal says so', async () => {
  at('2026-04-07 10:00');
  const id = await open(3, '2026-04-07 10:00');
  await look();
  await letters();
  // the notice comes back
  const [claimed] = await claimOutbox(db(), { limit: 1, leaseMs: 60_000, outlets: ['mail'], now: clock });
  await settleOutbox(
    db(),
    [
      {
        id: claimed!.id,
        ticketId: id,
        state: 'failed',
        attempts: 1,
        resends: 0,
        nextAt: clock,
        response: '550',
        act: 'send_failed',
      },
    ],
    clock,
  );
  await look();
  expect(await letters()).toEqual(['cy: call_back notice']);
  expect(await look()).toEqual([]);
  const lines = await db().many<{ act: string }>(sql`select act from journal where ticket_id = ${id} order by id`);
  expect(lines.map(({ act }) => act)).toEqual(['told', 'send_failed', 'passed_on']);
});

test('nobody to tell is written down, not silence; an office that names nobody was told so when it started', async () => {
  at('2026-04-07 10:00');
  const id = await open(3, '2026-04-07 10:00', { assignee: null });
  await db().run(sql`insert into suppression (address, reason) values ('ben@desk.example', 'it bounced')`);
  const looks = await look({ staff: { people: [person('ben', ['rep'])], ladder: [] } });
  expect(looks).toEqual([{ looked: 1, said: 1, letters: 0, nobody: 1 }]);
  expect(await db().one(sql`select act from journal where ticket_id = ${id}`)).toEqual({ act: 'nobody_to_tell' });
  await open(3, '2026-04-07 10:00', { assignee: null });
  expect(await look({ staff: { people: [], ladder: [] } })).toEqual([]);
  expect(await db().one(sql`select count(*)::int as n from journal`)).toEqual({ n: 1 });
});

test('what lies in junk is let be', async () => {
  at('2026-04-07 10:00');
  await open(3, '2026-04-07 10:00', { bucket: 'junk' });
  await look();
  expect(await letters()).toEqual([]);
  expect(await db().one(sql`select count(*)::int as n from watched`)).toEqual({ n: 0 });
});

test('a ticket that cannot be told does not keep the others from it, and is tried again', async () => {
  at('2026-04-07 10:00');
  const bad = await open(3, '2026-04-07 10:00');
  await open(3, '2026-04-07 10:00');
  await open(3, '2026-04-07 10:00');
  const broken: Speaker = {
    ...speaker,
    one(saying, reader, when) {
      if (saying.brief.id === bad) throw new Error('a letter that cannot be worded');
      return speaker.one(saying, reader, when);
    },
  };
  await look({ speaker: broken });
  expect(await letters()).toHaveLength(2);
  expect(await look({ speaker: broken })).toEqual([]);
  at('2026-04-07 10:06');
  await look();
  expect(await letters()).toEqual(['ben: call_back notice']);
});
