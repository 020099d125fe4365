import { LEVELS } from '../../domain/level.ts';
import type { LevelPolicy } from '../../domain/policy.ts';
import type { Level } from '../../domain/level.ts';
import type { Report } from './report.ts';

/** The report as people read it: a short table for each question. */
export function inWords(
  report: Report,
  levels: Readonly<Record<Level, LevelPolicy>>,
  notes: readonly string[],
): readonly string[] {
  const { tickets, promises, said, mails, reps, worst } = report;
  const all = tickets.reduce((sum, { n }) => sum + n, 0);
  const keptOf = (metric: string, level: Level): string => {
    const found = promises.find((row) => row.metric === metric && row.level === level)!;
    const of = found.kept + found.broken;
    return of === 0 ? '–' : `${found.kept} of ${of}  ${percent(found.kept, of)}`;
  };
  return [
    `${all} tickets, ${report.from.slice(0, 10)} to ${report.until.slice(0, 10)}`,
    ...notes,
    '',
    ...table(
      ['Level', 'tickets', 'call-backs kept', 'resolutions kept'],
      LEVELS.map((level) => [
        `${level} ${levels[level].name}`,
        String(tickets.find((row) => row.level === level)?.n ?? 0),
        keptOf('call_back', level),
        keptOf('resolution', level),
      ]),
    ),
    '',
    ...table(
      ['What was said', 'times'],
      said.map(({ kind, n }) => [KINDS[kind] ?? kindWords(kind), String(n)]),
    ),
    '',
    ...table(
      ['Mails to', 'number'],
      mails.map(({ to, n }) => [to, String(n)]),
    ),
    '',
    ...table(
      ['Rep', 'calls', 'resolved', 'busy h', 'on duty h', 'load', 'longest queue'],
      reps.map((rep) => [
        rep.person,
        String(rep.calls),
        String(rep.resolved),
        (rep.busyMinutes / 60).toFixed(1),
        rep.dutyHours.toFixed(1),
        percent(rep.busyMinutes / 60, rep.dutyHours),
        String(rep.longestQueue),
      ]),
    ),
    '',
    ...(worst.length === 0
      ? ['No promise was broken.']
      : table(
          ['Worst broken promises', 'level', 'was due', 'late, working', 'had it'],
          worst.map((one) => [
            `${one.reference} ${one.metric === 'call_back' ? 'call-back' : one.metric}`,
            String(one.level),
            one.dueAt,
            `${Math.floor(one.lateMinutes / 60)} h ${String(one.lateMinutes % 60).padStart(2, '0')}${one.metAt === null ? ', still open' : ''}`,
            one.hadIt,
          ]),
        )),
  ];
}

const KINDS: Readonly<Record<string, string>> = {
  notice: 'new ticket, to its rep',
  due: 'reminder when due, to its rep',
};

function kindWords(kind: string): string {
  const [what, n] = kind.split('_');
  if (what === 'warn') return `reminder at ${n} %, to its rep`;
  return what === 'rung' ? `alert to rung ${n}` : `reminder ${n} to the customer`;
}

function percent(part: number, whole: number): string {
  return whole === 0 ? '–' : `${Math.floor((part / whole) * 100)} %`;
}

/** Columns two blanks apart; the first one to the left, numbers to the right. */
function table(head: readonly string[], rows: readonly (readonly string[])[]): readonly string[] {
  const lines = [head, ...rows];
  const widths = head.map((_, i) => Math.max(...lines.map((line) => line[i]!.length)));
  return lines.map((line) =>
    line
      .map((cell, i) =>
        i === 0 || (i === head.length - 1 && !/^[\d–]/u.test(rows[0]?.[i] ?? ''))
          ? cell.padEnd(widths[i]!)
          : cell.padStart(widths[i]!),
      )
      .join('  ')
      .trimEnd(),
  );
}
