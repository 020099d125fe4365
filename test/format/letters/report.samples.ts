import type { Worded } from '../../../src/format/letter/about.ts';
import { digest } from '../../../src/format/letter/digest.ts';
import { weekly } from '../../../src/format/letter/weekly.ts';
import { brief, desk, promise } from './brief.ts';
import { ny } from './hours.ts';

const NONE = { rows: [], total: 0 };
const manager = { reader: { name: 'Maria Ortiz', zone: 'America/New_York' }, why: 'You get this as a manager.' };
const ben = { name: 'Ben Ode' };

const late = [
  brief({ promise: promise({ startedAt: ny('2026-11-20 16:55'), dueAt: ny('2026-11-20 17:55') }), tried: [] }),
  brief({
    reference: 'H4W-9TC',
    subject: 'Report shows last year',
    level: 3,
    suggested: false,
    owner: ben,
    promise: promise({ metric: 'resolution', targetMinutes: 2_880, dueAt: ny('2026-11-20 12:10') }),
  }),
];
const due = [
  brief({
    reference: 'M3D-7PX',
    subject: 'Nobody can log in since 8',
    level: 1,
    promise: promise({ dueAt: ny('2026-11-23 08:40') }),
  }),
  brief({
    reference: 'R6Y-4QF',
    subject: 'Slow report',
    level: 4,
    owner: ben,
    suggested: false,
    promise: promise({ targetMinutes: 240, dueAt: ny('2026-11-23 11:30') }),
  }),
];
const waiting = [
  brief({
    reference: 'T2K-6NG',
    subject: 'How do I print labels?',
    level: 6,
    suggested: false,
    owner: ben,
    waitingSince: ny('2026-11-19 10:12'),
    promise: promise({ metric: 'resolution', targetMinutes: 4_320, dueAt: null }),
  }),
];

const levels = [
  ['Production system down', 7, 8, 0, 0],
  ['Production system impacted significantly', 21, 22, 0, 0],
  ['Test system down', 11, 11, 9, 10],
  ['Test system impacted significantly', 18, 20, 16, 16],
  ['Minor problem', 0, 0, 0, 0],
  ['General question', 39, 40, 33, 35],
] as const;

/** Mails that sum up, by the name of their golden file. */
export const reportSamples: Readonly<Record<string, Worded>> = {
  digest: digest(
    {
      late: { rows: late, total: 2 },
      dueToday: { rows: due, total: 2 },
      unconfirmed: { rows: [due[0]!], total: 14 },
      waiting: { rows: waiting, total: 1 },
      sources: [
        {
          name: 'Mailbox support@example.com',
          since: ny('2026-11-23 06:12'),
          problem: 'the server refuses the password',
          todo: 'set a new one in postroom.yaml and run `postroom doctor`',
        },
      ],
      before: { at: ny('2026-11-20 12:00'), promises: { kept: 14, of: 15 } },
      queue: 'https://desk.example.com/queue',
    },
    desk('08:00', manager),
  )!,
  'digest-only-due': digest(
    {
      late: NONE,
      dueToday: { rows: due, total: 2 },
      unconfirmed: NONE,
      waiting: NONE,
      sources: [],
      before: null,
      queue: null,
    },
    desk('08:00', manager),
  )!,
  weekly: weekly(
    {
      name: 'Week 47',
      from: ny('2026-11-16 00:00'),
      until: ny('2026-11-23 00:00'),
      callBacks: { kept: 96, of: 101 },
      resolutions: { kept: 58, of: 61 },
      levels: levels.map(([name, kept, of, resolved, resolvedOf], i) => ({
        level: (i + 1) as 1,
        name,
        callBacks: { kept, of },
        resolutions: { kept: resolved, of: resolvedOf },
      })),
      reps: [
        { name: 'Cy Abe', callBacks: { kept: 45, of: 47 }, resolutions: { kept: 30, of: 31 } },
        { name: 'Ben Ode', callBacks: { kept: 51, of: 54 }, resolutions: { kept: 28, of: 30 } },
      ],
      trend: [
        { label: 'W40', kept: 80, of: 92 },
        { label: 'W41', kept: 85, of: 90 },
        { label: 'W42', kept: 91, of: 94 },
        { label: 'W43', kept: 60, of: 88 },
        { label: 'W44', kept: 97, of: 97 },
        { label: 'W45', kept: 0, of: 0 },
        { label: 'W46', kept: 99, of: 103 },
        { label: 'W47', kept: 96, of: 101 },
      ],
      broken: [
        {
          reference: 'K7Q-2M4',
          subject: 'Cannot post invoices',
          customer: 'Contoso Clinic',
          level: 2,
          metric: 'call_back',
          dueAt: ny('2026-11-17 13:53'),
          metAt: ny('2026-11-17 14:40'),
          why: 'nobody had it until 14:31',
          told: ['Maria Ortiz'],
          url: 'https://desk.example.com/tickets/K7Q-2M4',
        },
        {
          reference: 'H4W-9TC',
          subject: 'Report shows last year',
          customer: 'Northwind Payroll',
          level: 3,
          metric: 'resolution',
          dueAt: ny('2026-11-20 12:10'),
          metAt: null,
          why: 'waits for a correction by Applications Development',
          told: ['Maria Ortiz', 'P. Lang'],
          url: 'https://desk.example.com/tickets/H4W-9TC',
        },
      ],
      brokenTotal: 8,
      rerated: [
        {
          reference: 'M3D-7PX',
          from: 5,
          to: 2,
          by: 'Ben Ode',
          reason: 'production_error',
          url: 'https://desk.example.com/tickets/M3D-7PX',
        },
      ],
      ledger: { arrived: 214, tickets: 61, joined: 92, ignored: 58, held: 3 },
      board: 'https://desk.example.com/board',
    },
    desk('08:00', manager),
  ),
  'weekly-quiet': weekly(
    {
      name: 'Week 52',
      from: ny('2026-12-21 00:00'),
      until: ny('2026-12-28 00:00'),
      callBacks: { kept: 0, of: 0 },
      resolutions: { kept: 0, of: 0 },
      levels: levels.map(([name], i) => ({
        level: (i + 1) as 1,
        name,
        callBacks: { kept: 0, of: 0 },
        resolutions: { kept: 0, of: 0 },
      })),
      reps: [],
      trend: [],
      broken: [],
      brokenTotal: 0,
      rerated: [],
      ledger: null,
      board: null,
    },
    desk('2026-12-28 08:00', manager),
  ),
};
