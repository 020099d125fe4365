import { csvFile, type CsvCell } from '../../domain/csv.ts';
import { todayAndWeek, type Days } from '../../domain/board/times.ts';
import { localIn } from '../../domain/say-time.ts';
import type { Instant } from '../../domain/time.ts';
import { html } from '../../lib/html.ts';
import { countedPromises } from '../../store/desk/board-promises.ts';
import { ticketLines } from '../../store/desk/board-tickets.ts';
import type { Answer, Ask, DeskDeps } from '../desk.ts';
import { nameOf } from '../words.ts';
import { readList } from './ask.ts';
import { readDays } from './days.ts';
import { maySeeReps } from './figures.ts';
import { keyOf, latenessOf } from './lateness.ts';

/** Rows of a file: some 10 MB, made within seconds. More is refused, for half a file looks like a whole one. */
export const MOST_ROWS = 20_000;

/** The promises of some days as a file; who kept them stands in it for managers only. */
export async function promisesFile(deps: DeskDeps, ask: Ask, most: number = MOST_ROWS): Promise<Answer> {
  const { days, query, problem } = readList(ask);
  if (problem !== null) return refused(problem);
  const { staff, db } = deps.acts;
  const isManager = maySeeReps(ask);
  if (query.rep !== undefined && !isManager) return refused('Only managers see the promises of one person');
  const rows = await countedPromises(db, query, { after: null, limit: most + 1, now: ask.now });
  if (rows.length > most) return tooMany('promises', most);
  const late = await latenessOf(deps, rows, ask.now);
  const who = isManager ? ['rep'] : [];
  const lines = rows.map((row): readonly CsvCell[] => {
    const seconds = late.get(keyOf(row));
    return [
      row.reference,
      row.metric,
      row.cycle,
      row.level,
      row.isBroken ? 'broken' : 'kept',
      iso(row.startedAt, ask),
      iso(row.dueAt, ask),
      iso(row.metAt, ask),
      seconds === undefined ? null : Math.ceil(seconds / 60),
      ...(isManager ? [row.rep === null ? null : nameOf(staff, row.rep)] : []),
      row.customer,
      row.subject,
    ];
  });
  const heads = [
    'ticket',
    'promise',
    'cycle',
    'level',
    'result',
    'started',
    'due',
    'met',
    'late_working_minutes',
    ...who,
    'customer',
    'subject',
  ];
  return file('promises', days, heads, lines);
}

/** The tickets that came on some days as a file. */
export async function ticketsFile(
  { acts: { db, staff } }: DeskDeps,
  ask: Ask,
  most: number = MOST_ROWS,
): Promise<Answer> {
  const { days, problem } = readDays(ask, todayAndWeek(ask.now, ask.zone).week);
  if (problem !== null) return refused(problem);
  const rows = await ticketLines(db, days, most + 1);
  if (rows.length > most) return tooMany('tickets', most);
  const isManager = maySeeReps(ask);
  const lines = rows.map((row): readonly CsvCell[] => [
    row.reference,
    iso(row.acceptedAt, ask),
    row.state,
    row.bucket,
    iso(row.waitingSince, ask),
    iso(row.resolvedAt, ask),
    row.channel,
    row.mailbox,
    row.suggestedLevel,
    row.confirmedLevel,
    ...(isManager ? [row.assignee === null ? null : nameOf(staff, row.assignee)] : []),
    row.customer,
    row.requesterName,
    row.requesterAddress,
    row.subject,
    iso(row.callBackDueAt, ask),
    iso(row.callBackMetAt, ask),
    iso(row.resolutionDueAt, ask),
    iso(row.resolutionMetAt, ask),
  ]);
  const who = isManager ? ['has_it'] : [];
  const heads = [
    'ticket',
    'accepted',
    'state',
    'bucket',
    'waiting_since',
    'resolved',
    'channel',
    'mailbox',
    'level_suggested',
    'level_confirmed',
    ...who,
    'customer',
    'requester',
    'address',
    'subject',
    'call_back_due',
    'called_back',
    'resolution_due',
    'solved',
  ];
  return file('tickets', days, heads, lines);
}

function file(
  name: string,
  { first, last }: Days,
  heads: readonly string[],
  lines: readonly (readonly CsvCell[])[],
): Answer {
  return {
    text: csvFile(heads, lines),
    type: 'text/csv; charset=utf-8; header=present',
    fileName: `${name}-${first}${first === last ? '' : `-to-${last}`}.csv`,
  };
}

/** `2026-11-23T09:00:00-05:00`, by the clock of the service hours. */
function iso(at: Instant | null, { zone }: Ask): string | null {
  return at === null ? null : localIn(zone, at).toString({ timeZoneName: 'never', smallestUnit: 'second' });
}

function tooMany(what: string, most: number): Answer {
  return refused(
    `These days have more than ${most} ${what}, and a file holds no more; choose fewer days, and save them one after the other`,
  );
}

function refused(why: string): Answer {
  return {
    status: 422,
    page: {
      title: 'No file',
      at: 'board',
      main: html`<h1>No file was made</h1>
        <p class="problem late" role="alert"><strong>Not done:</strong> ${why}.</p>
        <p><a href="/board">To the board</a></p>`,
    },
  };
}
