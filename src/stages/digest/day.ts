import { sumKept, type Kept } from '../../domain/board/kept.ts';
import { alarmKey } from '../../domain/promise/alarms.ts';
import type { ReportDay } from '../../domain/promise/report-day.ts';
import type { Person } from '../../domain/staff.ts';
import type { Instant } from '../../domain/time.ts';
import type { Listed } from '../../format/letter/about.ts';
import type { Digest } from '../../format/letter/digest.ts';
import { briefsOf } from '../../store/briefs.ts';
import { keptIn } from '../../store/compliance.ts';
import { digestLists, type List, type Scope } from '../../store/digest-lists.ts';
import { mailboxHealth } from '../../store/ledger.ts';
import { countPromises } from '../../store/promises.ts';
import type { Tx } from '../../store/sql.ts';
import type { TermsBook } from '../../store/terms.ts';
import { ticketBrief, type BriefDeps } from '../watch/brief.ts';

/** What the day's mail to one reader says: a manager reads of all tickets, a rep of their own and of those that nobody has. */
export async function dayOf(
  tx: Tx,
  deps: BriefDeps & { readonly terms: TermsBook },
  reader: Person,
  day: ReportDay,
  now: Instant,
): Promise<Digest> {
  const isManager = reader.roles.includes('manager');
  const scope: Scope = isManager ? null : { person: reader.id, mailboxes: reader.mailboxes };
  const lists = await digestLists(tx, scope, { now, endOfDay: day.endOfDay });
  const tell = await teller(tx, deps, reader, Object.values(lists), now);
  return {
    late: tell(lists.late),
    dueToday: tell(lists.dueToday),
    unconfirmed: tell(lists.unconfirmed),
    waiting: tell(lists.waiting),
    sources: isManager ? await sickSources(tx) : [],
    before:
      day.before === null
        ? null
        : { at: day.before.from, promises: await keptOn(tx, day.before, isManager ? null : reader.id, now) },
    queue: deps.page('/queue'),
  };
}

async function teller(
  tx: Tx,
  deps: BriefDeps & { readonly terms: TermsBook },
  reader: Person,
  lists: readonly List[],
  now: Instant,
): Promise<(list: List) => Listed> {
  const ids = [...new Set(lists.flatMap(({ rows }) => rows.map(({ ticketId }) => ticketId)))];
  const briefs = await briefsOf(tx, ids);
  const counted = new Map((await countPromises(tx, ids, deps.terms, now)).map((one) => [one.ticketId, one]));
  return ({ rows, total }) => ({
    total,
    rows: rows.flatMap(({ ticketId, metric, cycle }) => {
      const [brief, one] = [briefs.get(ticketId), counted.get(ticketId)];
      if (brief === undefined || one === undefined) return [];
      const { clocks } = one.standing;
      const key = metric === null ? null : alarmKey({ metric, cycle: cycle!, kind: 'due' });
      const clock =
        clocks.find((known) => key !== null && alarmKey({ ...known, kind: 'due' }) === key) ??
        clocks.find(({ metAt, state }) => metAt === null && state !== 'cancelled') ??
        clocks[0]!;
      return [ticketBrief(deps, { brief, counted: one, clock }, reader, now)];
    }),
  });
}

async function keptOn(tx: Tx, day: NonNullable<ReportDay['before']>, rep: string | null, now: Instant): Promise<Kept> {
  return sumKept((await keptIn(tx, [day], now)).filter((row) => rep === null || row.rep === rep));
}

async function sickSources(tx: Tx): Promise<Digest['sources']> {
  return (await mailboxHealth(tx)).flatMap(({ mailbox, trouble, lastReadAt }) =>
    trouble === null
      ? []
      : [
          {
            name: `Mailbox ${mailbox}`,
            since: lastReadAt ?? 0,
            problem: trouble,
            todo: 'Run postroom doctor; it says what to do',
          },
        ],
  );
}
