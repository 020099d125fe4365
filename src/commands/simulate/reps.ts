import { ACTS } from '../../acts/all.ts';
import { actorOf } from '../../acts/act.ts';
import { perform, type ActDeps } from '../../acts/perform.ts';
import type { Level } from '../../domain/level.ts';
import { isOnDuty } from '../../domain/staff/duty.ts';
import type { Person } from '../../domain/staff.ts';
import { HOUR, MINUTE, type Instant } from '../../domain/time.ts';
import { sql, type Db } from '../../store/sql.ts';
import type { Random } from './random.ts';

/** How people work in a simulation. Times in minutes, chances in per cent. */
export type Manner = {
  /** one call, with what comes before and after */
  readonly call: number;
  /** how a call ends; the rest is no answer */
  readonly reached: number;
  readonly messageLeft: number;
  /** until the next try after no answer */
  readonly again: number;
  /** work on the solution at each level: the graver, the longer somebody sits at it */
  readonly work: Readonly<Record<Level, number>>;
  /** requests that need a question to the customer first, and questions that are answered */
  readonly ask: number;
  readonly answered: number;
};

export const MANNER: Manner = {
  call: 12,
  reached: 70,
  messageLeft: 20,
  again: 20,
  work: { 1: 90, 2: 75, 3: 60, 4: 45, 5: 25, 6: 10 },
  ask: 15,
  answered: 80,
};

/** What one rep did. */
export type Load = { calls: number; resolved: number; busyMinutes: number; longestQueue: number };

/** Something that a simulation does later. */
export type Later = (at: Instant, what: () => Promise<void>) => void;

type Task = {
  readonly reference: string;
  readonly ticketId: string;
  readonly level: Level;
  readonly owesCall: boolean;
  readonly assignee: string | null;
};

/** A rep who takes the most endangered promise first, one after the other, while on duty. */
export function createRep(
  person: Person,
  deps: {
    readonly db: Db;
    readonly acts: ActDeps;
    readonly random: Random;
    readonly manner: Manner;
    readonly later: Later;
    readonly answer: (ticketId: string, at: Instant) => void;
  },
): { readonly load: Load; look(now: Instant): Promise<void> } {
  const { db, acts, random, manner } = deps;
  const actor = actorOf(acts.staff, person.id)!;
  const load: Load = { calls: 0, resolved: 0, busyMinutes: 0, longestQueue: 0 };
  const notBefore = new Map<string, Instant>();
  const asked = new Set<string>();
  let busy = false;

  async function look(now: Instant): Promise<void> {
    if (busy || !isOnDuty(person, now)) return;
    const tasks = await tasksOf(db, person);
    load.longestQueue = Math.max(load.longestQueue, tasks.length);
    const task = tasks.find(({ reference }) => (notBefore.get(reference) ?? 0) <= now);
    if (task === undefined) return;
    if (task.assignee === null) await perform(acts, ACTS.take, { reference: task.reference, actor }, {});
    const minutes = task.owesCall ? manner.call : manner.work[task.level];
    busy = true;
    load.busyMinutes += minutes;
    deps.later(now + minutes * MINUTE, async () => {
      busy = false;
      await (task.owesCall ? call(task, now + minutes * MINUTE) : work(task, now + minutes * MINUTE));
    });
  }

  async function call({ reference }: Task, now: Instant): Promise<void> {
    load.calls += 1;
    const luck = random.next() * 100;
    const outcome =
      luck < manner.reached ? 'reached' : luck < manner.reached + manner.messageLeft ? 'message_left' : 'no_answer';
    if (outcome === 'no_answer') {
      const again = now + manner.again * MINUTE;
      notBefore.set(reference, again);
      deps.later(again, async () => {}); // everybody looks up then
    }
    await perform(acts, ACTS.contact, { reference, actor }, { outcome, number: '+1 555 0100' });
  }

  async function work({ reference, ticketId }: Task, now: Instant): Promise<void> {
    if (!asked.has(reference) && random.next() * 100 < manner.ask) {
      asked.add(reference);
      const done = await perform(acts, ACTS.ask, { reference, actor }, { text: 'Which version do you use?' });
      if (done.done && random.next() * 100 < manner.answered) deps.answer(ticketId, now + random.between(1, 30) * HOUR);
      return;
    }
    const done = await perform(acts, ACTS.resolve, { reference, actor }, { text: 'It works again.' });
    if (done.done) load.resolved += 1;
  }

  return { load, look };
}

/** What a rep may do next: their own and free tickets that wait for nobody, the one whose promise ends first at the head. */
async function tasksOf(db: Db, { id, mailboxes }: Person): Promise<readonly Task[]> {
  const free = mailboxes === null ? sql`true` : sql`t.mailbox = any(${mailboxes}::text[])`;
  return db.many<Task>(sql`
    select t.reference, t.id as "ticketId", coalesce(t.confirmed_level, t.suggested_level) as level, t.assignee,
      coalesce(bool_or(c.metric = 'call_back' and c.met_at is null and c.state = 'running'), false) as "owesCall"
    from ticket t left join clock c on c.ticket_id = t.id
    where t.state = 'open' and t.waiting_since is null and t.bucket in ('desk', 'unreadable') and (t.assignee = ${id} or (t.assignee is null and ${free}))
    group by t.id order by min(c.due_at) filter (where c.met_at is null and c.state = 'running') nulls last, t.id`);
}
