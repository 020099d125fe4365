import type { Worded } from '../../../src/format/letter/about.ts';
import { alert } from '../../../src/format/letter/alert.ts';
import { gathered } from '../../../src/format/letter/gathered.ts';
import { nobody } from '../../../src/format/letter/nobody.ts';
import { notice } from '../../../src/format/letter/notice.ts';
import { reminder } from '../../../src/format/letter/reminder.ts';
import { brief, chicago, desk, links, promise } from './brief.ts';
import { ny } from './hours.ts';

const manager = {
  reader: { name: 'Maria Ortiz', zone: 'America/New_York' },
  why: 'You get this as Manager of Customer Services.',
};
const firstRung = { n: 1, title: 'Manager of Customer Services' };
const secondRung = { at: ny('2026-11-23 14:53'), people: ['P. Lang'], title: 'Applications Development Manager' };
const tried = [
  { at: ny('2026-11-23 12:53'), words: 'notice to Ben Ode and Cy Abe' },
  { at: ny('2026-11-23 13:23'), words: 'reminder to Ben Ode and Cy Abe' },
  { at: ny('2026-11-23 13:38'), words: 'reminder to Ben Ode and Cy Abe' },
];
const ben = { name: 'Ben Ode' };
const taken = { owner: ben, suggested: false, links: { ...links, take: null } };
const resolution = promise({
  metric: 'resolution',
  startedAt: ny('2026-11-16 10:00'),
  targetMinutes: 48 * 60,
  dueAt: ny('2026-11-20 18:00'),
  elapsedSeconds: 50 * 3_600,
});
const noNumber = promise({ metric: 'resolution', targetMinutes: null, dueAt: null, elapsedSeconds: 4 * 3_600 });

/** Mails to the people of the office, by the name of their golden file. */
export const staffSamples: Readonly<Record<string, Worded>> = {
  notice: notice(brief(), desk('12:53')),
  'notice-from-another-zone-outside-agreement': notice(
    brief({
      customer: {
        name: 'Contoso Clinic',
        agreement: { number: 'A-31', from: '2023-04-01', until: '2026-03-31' },
        sure: false,
      },
      cover: 'expired',
      senderChecked: false,
      callWhom: { name: 'Ana Ruiz', phone: null, phoneFrom: '' },
      owner: { name: 'Cy Abe' },
    }),
    desk('12:53', { ...chicago, why: 'You get this because the ticket was assigned to you.' }),
  ),
  'notice-by-fax-after-hours-without-desk': notice(
    brief({
      channel: 'fax',
      subject: '',
      customer: null,
      cover: 'unknown',
      senderChecked: null,
      requester: '+1 555 010 2231',
      because: '',
      evidence: [],
      level: 6,
      levelName: 'General question',
      excerpt: '',
      excerptOf: 0,
      callWhom: { name: '', phone: '+1 555 010 2231', phoneFrom: 'caller of the fax' },
      acceptedAt: ny('2026-11-21 16:05'),
      promise: promise({ startedAt: ny('2026-11-21 16:05'), targetMinutes: 1_440, dueAt: ny('2026-11-25 12:00') }),
      links: {
        open: null,
        take: null,
        called: null,
        ask: null,
        seen: null,
        give: null,
        count: null,
        board: null,
        levels: [],
      },
    }),
    desk('2026-11-21 16:05', { why: null }),
  ),
  'reminder-50': reminder(brief({ ...taken, tried: tried.slice(0, 1) }), { percentGone: 50 }, desk('13:23')),
  'reminder-75-nobody-has-it': reminder(
    brief({ tried: tried.slice(0, 2) }),
    { percentGone: 75 },
    desk('13:38', chicago),
  ),
  'reminder-due': reminder(brief({ owner: ben, tried }), 'due', desk('13:53')),
  'reminder-far-ahead': reminder(
    brief({
      level: 6,
      levelName: 'General question',
      promise: promise({ targetMinutes: 1_440, startedAt: ny('2026-11-23 10:00'), dueAt: ny('2026-11-25 14:00') }),
      owner: ben,
      tried: tried.slice(0, 1),
      suggested: false,
    }),
    { percentGone: 50 },
    desk('2026-11-24 12:00'),
  ),
  'reminder-update': reminder(
    brief({
      ...taken,
      promise: promise({
        metric: 'update',
        targetMinutes: 120,
        startedAt: ny('2026-11-23 14:02'),
        dueAt: ny('2026-11-23 16:02'),
      }),
      tried: [{ at: ny('2026-11-23 14:02'), words: 'Ben Ode reached Ana Ruiz' }],
    }),
    { percentGone: 75 },
    desk('15:32'),
  ),
  'reminder-resolution-over-the-weekend': reminder(
    brief({
      level: 3,
      levelName: 'Test system down',
      ...taken,
      promise: { ...resolution, dueAt: ny('2026-11-23 08:30') },
      tried: [{ at: ny('2026-11-16 10:40'), words: 'Ben Ode reached Ana Ruiz' }],
    }),
    { percentGone: 75 },
    desk('2026-11-20 17:55'),
  ),
  alert: alert(
    { ticket: brief({ tried }), cause: { kind: 'broken' }, rung: firstRung, next: secondRung },
    desk('14:05', manager),
  ),
  'alert-resolution-last-rung': alert(
    {
      ticket: brief({
        level: 3,
        levelName: 'Test system down',
        ...taken,
        promise: { ...resolution, breachedAt: ny('2026-11-20 18:00') },
        tried: [
          { at: ny('2026-11-16 10:40'), words: 'Ben Ode reached Ana Ruiz' },
          { at: ny('2026-11-19 09:10'), words: 'Ben Ode wrote to the customer' },
          { at: ny('2026-11-20 18:00'), words: 'alert to Maria Ortiz, seen 18:20' },
        ],
      }),
      cause: { kind: 'broken' },
      rung: { n: 3, title: 'VP Sales / CEO' },
      next: null,
    },
    desk('2026-11-23 09:00', { reader: { name: 'Lee Kent', zone: 'Europe/London' }, why: null }),
  ),
  'alert-by-re-rating': alert(
    {
      ticket: brief({
        ...taken,
        promise: promise({ breachedAt: ny('2026-11-23 13:53') }),
        tried: tried.slice(0, 1),
      }),
      cause: { kind: 're-rated', from: 5, at: ny('2026-11-23 14:20'), by: 'Cy Abe', reason: 'production_error' },
      rung: firstRung,
      next: { ...secondRung, at: ny('2026-11-23 15:20') },
    },
    desk('14:20', manager),
  ),
  'alert-unnumbered': alert(
    {
      ticket: brief({
        level: 1,
        levelName: 'Production system down',
        ...taken,
        promise: noNumber,
        tried: [{ at: ny('2026-11-23 13:20'), words: 'Ben Ode reached Ana Ruiz' }],
      }),
      cause: { kind: 'unnumbered', openMinutes: 240 },
      rung: firstRung,
      next: { ...secondRung, at: ny('2026-11-24 12:53') },
    },
    desk('16:53', manager),
  ),
  'alert-carried-by-the-customer': alert(
    {
      ticket: brief({ ...taken, promise: noNumber, tried: tried.slice(0, 1) }),
      cause: {
        kind: 'carried',
        by: 'customer',
        who: 'Ben Ode',
        at: ny('2026-11-23 14:40'),
        reason: 'Third time this month; I want your manager to know.',
      },
      rung: firstRung,
      next: null,
    },
    desk('14:40', manager),
  ),
  gathered: gathered(
    [
      {
        kind: 'notice',
        ticket: brief({
          reference: 'H4W-9TC',
          subject: 'Slow report',
          level: 4,
          promise: promise({ targetMinutes: 240, dueAt: ny('2026-11-23 16:53') }),
        }),
      },
      {
        kind: 'reminder',
        ticket: brief({
          reference: 'M3D-7PX',
          subject: 'Nobody can log in since 8',
          level: 1,
          owner: ben,
          suggested: false,
          promise: promise({ dueAt: ny('2026-11-23 14:14') }),
        }),
      },
      {
        kind: 'alert',
        ticket: brief({ tried }),
        cause: { kind: 'broken' },
        rung: firstRung,
        next: secondRung,
      },
      { kind: 'notice', ticket: brief({ tried }) },
      {
        kind: 'alert',
        ticket: brief({
          reference: 'R6Y-4QF',
          subject: 'Old matter',
          level: 1,
          owner: ben,
          suggested: false,
          promise: noNumber,
        }),
        cause: { kind: 'carried', by: 'staff', who: 'Cy Abe', at: ny('2026-11-23 14:00'), reason: 'It lingers.' },
        rung: firstRung,
        next: null,
      },
    ],
    desk('14:05', manager),
  ),
  nobody: nobody(
    [
      {
        ticket: brief({ tried }),
        passedOver: [
          'Ben Ode is away until Mon 2026-11-30 08:00 EST',
          'mail to Cy Abe comes back',
          'no manager is named',
        ],
      },
    ],
    desk('13:53', { reader: { name: 'Op', zone: 'America/New_York' }, why: null }),
  ),
  'nobody-for-several': nobody(
    [
      { ticket: brief({ tried }), passedOver: ['mail to Cy Abe comes back'] },
      {
        ticket: brief({ reference: 'M3D-7PX', subject: 'Nobody can log in since 8', level: 1 }),
        passedOver: ['mail to Cy Abe comes back'],
      },
    ],
    desk('14:05', { why: null }),
  ),
};
