import { randomUUID } from 'node:crypto';
import { ACTS } from '../../src/acts/all.ts';
import type { Act, CustomerLetter, StaffCall } from '../../src/acts/act.ts';
import { actorOf } from '../../src/acts/act.ts';
import { perform, type About, type ActDeps, type ActPost, type Performed } from '../../src/acts/perform.ts';
import { compileCalendar } from '../../src/domain/calendar/compile.ts';
import type { Level } from '../../src/domain/level.ts';
import type { Stage, Verb } from '../../src/domain/lifecycle.ts';
import type { Person, Role, Staff } from '../../src/domain/staff.ts';
import { SECOND, type Instant } from '../../src/domain/time.ts';
import { startPromises } from '../../src/store/promises.ts';
import { sql, transaction, type Db } from '../../src/store/sql.ts';
import { openTerms } from '../../src/store/terms.ts';
import { ny, TERMS } from '../domain/promise/office.ts';

/*
 * A desk on a database: some people, a clock that is set by hand, and tickets put straight into any stage. Letters are
 * only written down.
 */

export type Desk = ActDeps & {
  /** what was asked to be written, oldest first */
  readonly letters: (CustomerLetter & { readonly to: string })[];
  readonly calls: (StaffCall & { readonly to: string })[];
  /** who was told that a ticket is theirs now */
  readonly handed: { readonly person: string; readonly reference: string }[];
  /** what the post says of the next letter: why it may not be sent, or null */
  refuses: string | null;
  /** Sets the clock, New York time. */
  at(local: string): void;
  /** Lets time pass. */
  wait(seconds: number): void;
};

const hours = compileCalendar(TERMS.calendar);
const person = (id: string, name: string, ...roles: readonly Role[]): Person => ({
  id,
  name,
  address: `${id}@helpdesk.example`,
  mobile: null,
  roles,
  hours,
  absences: [],
  mailboxes: null,
});

export const STAFF: Staff = {
  people: [
    person('ben', 'Ben Ito', 'rep'),
    person('cy', 'Cy Park', 'rep'),
    person('mo', 'M. Ortiz', 'manager'),
    person('pat', 'P. Lang', 'manager', 'rep'),
    person('ops', 'Ona Petrov', 'operator'),
  ],
  ladder: [
    { title: 'Manager of Customer Services', people: ['mo'] },
    { title: 'Applications Development Manager', people: ['pat'] },
    { title: 'VP Sales / CEO', people: ['mo', 'pat'] },
  ],
};

/** Monday morning, an hour into the service hours. */
export const MONDAY = '2026-11-23 09:00';

/** A desk on this database. */
export async function openDesk(db: Db, staff: Staff = STAFF): Promise<Desk> {
  let now: Instant = ny(MONDAY);
  const { book } = await openTerms(db, TERMS, '2026-11-23');
  const letters: Desk['letters'] = [];
  const calls: Desk['calls'] = [];
  const handed: Desk['handed'] = [];
  const post: ActPost = {
    toCustomer: async (_tx, ticket, letter) => {
      if (desk.refuses !== null) return { refused: desk.refuses };
      letters.push({ ...letter, to: ticket.requesterAddress });
      return { id: randomUUID() };
    },
    toPerson: async (_tx, ticket, person) => void handed.push({ person, reference: ticket.reference }),
    toRung: async (_tx, ticket, call) => void calls.push({ ...call, to: ticket.reference }),
  };
  const desk: Desk = {
    db,
    terms: book,
    staff,
    post,
    now: () => now,
    letters,
    calls,
    handed,
    refuses: null,
    at: (local) => (now = ny(local)),
    wait: (seconds) => (now += seconds * SECOND),
  };
  return desk;
}

const LETTERS = '34679ACDEFGHJKMNPQRTWXY2';
let made = 0;

/** A reference that no test has used yet. */
export function nextReference(): string {
  made += 1;
  const digit = (power: number): string => LETTERS[Math.floor(made / LETTERS.length ** power) % LETTERS.length]!;
  return `TT${digit(3)}-${digit(2)}${digit(1)}${digit(0)}`;
}

export type Seed = {
  readonly reference?: string;
  readonly level?: Level;
  readonly subject?: string;
  readonly stage?: Stage;
};

/** A ticket that came in now, on the desk or shelved; brought into another stage by what people do. Returns its reference. */
export async function seedTicket(desk: Desk, seed: Seed = {}): Promise<string> {
  const { reference = nextReference(), level = 2, subject = 'Cannot post invoices', stage = 'open' } = seed;
  const bucket = stage === 'shelved' ? 'junk' : 'desk';
  const suggestion = {
    level,
    confidence: 0.8,
    evidence: [{ signal: 'blocked', text: 'cannot post', where: 'subject', at: [0, 11] }],
    because: `"cannot post" speaks for level ${level}`,
  };
  await transaction(desk.db, async (tx) => {
    const { id } = await tx.one<{ id: string }>(sql`
      insert into ticket (reference, mailbox, channel, bucket, subject, requester_name, requester_address, requester_trust, suggested_level, suggestion, terms_version, accepted_at)
      values (${reference}, 'support', 'email', ${bucket}, ${subject}, 'Ana Ruiz', 'ana@contoso.example', 'verified', ${level}, ${JSON.stringify(suggestion)}, ${desk.terms.current.version}, ${new Date(desk.now())})
      returning id`);
    if (stage !== 'shelved')
      await startPromises(
        tx,
        [{ ticketId: id, events: [{ kind: 'accepted', at: desk.now(), level }] }],
        desk.terms.current,
        desk.now(),
      );
  });
  if (stage === 'waiting') await must(desk, 'ask', reference, { text: 'Which version?' });
  if (stage === 'resolved') await must(desk, 'resolve', reference, { text: 'Restarted.' });
  if (stage === 'merged') await must(desk, 'merge', reference, { into: await seedTicket(desk) });
  return reference;
}

let kept = 0;

/** A mail of the customer on a ticket, as it stands in the store. */
export async function seedMessage(desk: Desk, reference: string, body: string): Promise<void> {
  kept += 1;
  await desk.db.run(sql`
    with item as (
      insert into inbound (mailbox, fingerprint, size, via, accepted_at, state) values ('support', ${Buffer.from(String(kept))}, 1, 'folder', ${new Date(desk.now())}, 'done') returning id)
    insert into message (inbound_id, ticket_id, mailbox, kind, trust, from_name, from_address, subject, body, segments, attachments, flags, accepted_at)
    select item.id, t.id, 'support', 'human', 'verified', 'Ana Ruiz', 'ana@contoso.example', t.subject, ${body},
      ${JSON.stringify([{ kind: 'new', from: 0, to: body.length }])}, '[]', '{}', ${new Date(desk.now())}
    from ticket t, item where t.reference = ${reference}`);
}

/** Does one act, by its verb. */
export function act(
  desk: ActDeps,
  verb: Verb,
  reference: string,
  input: unknown,
  by: string = 'ben',
  about: Partial<About> = {},
): Promise<Performed> {
  return perform(
    desk,
    ACTS[verb] as unknown as Act<unknown>,
    { reference, actor: actorOf(STAFF, by)!, ...about },
    input,
  );
}

async function must(desk: ActDeps, verb: Verb, reference: string, input: unknown): Promise<void> {
  const done = await act(desk, verb, reference, input);
  if (!done.done) throw new Error(`${verb} ${reference}: ${done.why}`);
}

/** What of a ticket tests look at. */
export async function stored(
  db: Db,
  reference: string,
): Promise<{
  readonly version: number;
  readonly state: string;
  readonly assignee: string | null;
  readonly confirmed: Level | null;
  readonly waiting: boolean;
  readonly journal: readonly string[];
}> {
  const row = await db.one<{
    id: string;
    version: number;
    state: string;
    assignee: string | null;
    confirmed: Level | null;
    waiting: boolean;
  }>(sql`
    select id, version, state, assignee, confirmed_level as confirmed, waiting_since is not null as waiting
    from ticket where reference = ${reference}`);
  const lines = await db.many<{ actor: string; act: string }>(
    sql`select actor, act from journal where ticket_id = ${row.id} order by id`,
  );
  const { id: _id, ...ticket } = row;
  return { ...ticket, journal: lines.map(({ actor, act }) => `${actor} ${act}`) };
}
