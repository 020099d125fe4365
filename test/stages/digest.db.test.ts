import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import type { Outgoing } from '../../src/domain/outgoing.ts';
import type { Staff } from '../../src/domain/staff.ts';
import { createMarks } from '../../src/format/mark.ts';
import { addressing } from '../../src/format/outgoing.ts';
import { createLog } from '../../src/lib/log.ts';
import { digestRound, type DigestDeps } from '../../src/stages/digest.ts';
import { sql } from '../../src/store/sql.ts';
import { act, openDesk, seedTicket, type Desk } from '../acts/desk.ts';
import { policy } from '../domain/mail.ts';
import { ny, TERMS } from '../domain/promise/office.ts';
import { manager, person } from '../domain/staff/office.ts';
import { openTestDatabase, type TestDatabase } from '../peers/database.ts';

let database: TestDatabase;
let desk: Desk;
const db = () => database.store.db;
const STAFF: Staff = { people: [person('ben'), person('cy', { mailboxes: ['billing'] }), manager('mo')], ladder: [] };
const office = { ...policy, terms: TERMS, staff: STAFF };
const marks = createMarks({ key: Buffer.alloc(32, 7), instance: '00000000-0000-4000-8000-000000000000' });

beforeAll(async () => {
  database = await openTestDatabase();
  desk = await openDesk(db());
});
afterAll(() => database.drop());
beforeEach(async () => {
  await db().run(
    sql`truncate ticket, journal, outbox, ticket_event, clock, watched, alarm, telling, tick, suppression, inbound, mailbox_state cascade`,
  );
});

const deps = (change: Partial<DigestDeps> = {}): DigestDeps => ({
  db: db(),
  policy: office,
  terms: desk.terms,
  link: () => null,
  page: () => null,
  address: addressing({ policy: office, marks }),
  at: '08:00',
  weeklyOn: 'monday',
  now: desk.now,
  log: createLog('silent'),
  ...change,
});

/** Mails that were written, by reader and kind. */
async function mails(): Promise<Readonly<Record<string, Outgoing>>> {
  const rows = await db().many<{ kind: string; to: string; mail: Outgoing }>(
    sql`select kind, to_address as "to", mail from outbox where kind in ('digest', 'report')`,
  );
  return Object.fromEntries(rows.map(({ kind, to, mail }) => [`${kind} ${to.split('@')[0]}`, mail]));
}

/** Counts clocks anew at this moment, as the watch does. */
async function at(local: string): Promise<void> {
  desk.at(local);
}

test('each reader is told of the day once: what is late, due, unconfirmed and waiting', async () => {
  await at('2026-11-19 17:00'); // Thursday
  const late = await seedTicket(desk, { level: 4, subject: 'Late one' }); // call-back due Friday 11:00
  await at('2026-11-20 16:00');
  const due = await seedTicket(desk, { level: 4, subject: 'Due one' }); // Friday 2 h, Monday 2 h: due Monday 10:00
  await act(desk, 'level', due, { level: 4 });
  const waits = await seedTicket(desk, { level: 6, subject: 'Waits' });
  await act(desk, 'take', waits, {});
  await act(desk, 'level', waits, { level: 6 });
  await act(desk, 'ask', waits, { text: 'Which version?' });
  await db().run(
    sql`insert into mailbox_state (mailbox, trouble, last_read_at) values ('support', 'the password was refused', ${new Date(ny('2026-11-20 17:00'))})`,
  );
  await at('2026-11-23 07:59');
  expect(await digestRound(deps())).toEqual({ digests: 0, reports: 0 });
  await at('2026-11-23 08:00');
  await Promise.all([digestRound(deps()), digestRound(deps())]);
  await digestRound(deps());

  const found = await mails();
  // Cy takes another mailbox, has nothing there, and nothing is wrong with it: no mail.
  expect(Object.keys(found).toSorted()).toEqual(['digest ben', 'digest mo', 'report mo']);
  const { subject, text } = found['digest mo']!;
  expect(subject).toBe('Today: 1 late, 1 due, 1 source does not work');
  expect(text).toMatch(
    new RegExp(
      `LATE: 1[^]*${late}[^]*DUE TODAY: 1[^]*${due}[^]*CONFIRMED BY A PERSON: 1[^]*WAITING FOR THE CUSTOMER: 1[^]*${waits}`,
      'u',
    ),
  );
  expect(text.replaceAll(/\s+/gu, ' ')).toMatch(/The password was refused/u);
  // Friday: one call-back fell due and was broken, and the question that was asked kept one.
  expect(text.replaceAll(/\s+/gu, ' ')).toMatch(/Fri 20 Nov: 1 of 2 promises kept \(50 %\), 1 broken/u);
  expect(found['digest ben']!.subject).toBe('Today: 1 late, 1 due');
  expect(found['digest mo']!.headers['Auto-Submitted']).toBe('auto-generated');
});

test('the week, counted by hand', async () => {
  // Monday 16 Nov: two level 1 requests, one called in time by Ben, one too late by Pat, whom nobody had given it.
  await at('2026-11-16 09:00');
  const kept = await seedTicket(desk, { level: 1 });
  const broken = await seedTicket(desk, { level: 1, subject: 'Broken one' });
  await at('2026-11-16 09:30');
  await act(desk, 'contact', kept, { outcome: 'reached' });
  await act(desk, 'contact', broken, { outcome: 'no_answer' });
  await at('2026-11-16 10:30');
  await act(desk, 'contact', broken, { outcome: 'reached' }, 'pat');
  // Wednesday: a level 3 resolved in time; a suggestion corrected, which is no change of level, and then raised.
  await at('2026-11-18 09:00');
  const solved = await seedTicket(desk, { level: 3 });
  await act(desk, 'resolve', solved, { text: 'Done.' });
  await act(desk, 'level', kept, { level: 2 });
  await act(desk, 'level', kept, { level: 1, reason: 'lingering' });
  // The Monday after belongs to the next week.
  await at('2026-11-23 08:00');
  await digestRound(deps());
  const { subject, text } = (await mails())['report mo']!;
  // Call-backs: kept, broken and solved (told by its resolution) are 2 of 3; resolutions with a number: solved, 1 of 1.
  expect(subject).toBe('Week 47: 2 of 3 call-backs kept');
  const flat = text.replaceAll(/\s+/gu, ' ');
  expect(flat).toMatch(/Resolutions: 1 of 1 in time \(100 %\)/u);
  expect(flat).toMatch(/1 Production system down .*1 of 2|1 Level 1 .*1 of 2/u);
  expect(flat).toMatch(/BROKEN PROMISES: 1 .*due Mon 16 Nov 10:00 EST, done Mon 16 Nov 10:30 EST/u);
  expect(flat).toMatch(/one call in vain/u);
  expect(flat).toMatch(/LEVELS CHANGED: 1 level 2 became 1/u);
  expect((await db().one<{ n: number }>(sql`select count(*)::int as n from outbox where kind = 'report'`)).n).toBe(1);
});

test('a gateway that comes late to the morning makes up for it, one that comes in the afternoon does not', async () => {
  await at('2026-11-24 09:00');
  await seedTicket(desk, { level: 6 });
  await at('2026-11-24 11:30');
  expect(await digestRound(deps())).toEqual({ digests: 2, reports: 0 });
  await at('2026-11-25 13:00');
  expect(await digestRound(deps())).toEqual({ digests: 0, reports: 0 });
});

test('who is away, or cannot be reached, gets none', async () => {
  await at('2026-11-24 09:00');
  await seedTicket(desk, { level: 6 });
  await db().run(sql`insert into suppression (address, reason) values ('mo@desk.example', 'it bounced')`);
  const away = {
    ...office,
    staff: { ...STAFF, people: [person('ben', { absent: [['2026-11-25 00:00', '2026-11-26 00:00']] }), manager('mo')] },
  };
  await at('2026-11-25 08:00');
  expect(await digestRound(deps({ policy: away }))).toEqual({ digests: 0, reports: 0 });
});
