import type { Desk, PromiseBrief, TicketBrief, TicketLinks } from '../../../src/format/letter/about.ts';
import { eastern, ny } from './hours.ts';

const SITE = 'https://desk.example.com';

/** Every link that there can be. */
export const links: TicketLinks = {
  open: `${SITE}/tickets/K7Q-2M4`,
  take: `${SITE}/a/8fK2mV0cQ1xT7bLw4nZs9A`,
  called: `${SITE}/a/Qm71rY5uEo3hJd6gPi2kXw`,
  ask: `${SITE}/a/t0BvN8sCq4WlZy1eRf7aUg`,
  seen: `${SITE}/a/5HjM2dKp9oTxVb3iLc6nEw`,
  give: `${SITE}/tickets/K7Q-2M4`,
  count: `${SITE}/tickets/K7Q-2M4/why/callback`,
  board: `${SITE}/board`,
  levels: ([1, 2, 3, 4, 5, 6] as const).map((level) => ({ level, url: `${SITE}/a/${level}yGz4uWb0QfXs2kRn8vJtMA` })),
};

/** A call-back within one working hour, taken in at 12:53 on a Monday. */
export function promise(change: Partial<PromiseBrief> = {}): PromiseBrief {
  return {
    metric: 'call_back',
    clock: 'business',
    startedAt: ny('2026-11-23 12:53'),
    targetMinutes: 60,
    dueAt: ny('2026-11-23 13:53'),
    breachedAt: null,
    elapsedSeconds: 0,
    ...change,
  };
}

/** A telling ticket: production impaired, nobody has it. */
export function brief(change: Partial<TicketBrief> = {}): TicketBrief {
  return {
    reference: 'K7Q-2M4',
    subject: 'Cannot post invoices',
    level: 2,
    levelName: 'Production system impacted significantly',
    suggested: true,
    because: '"cannot post" in the subject speaks for level 2 (Production system impacted significantly).',
    evidence: ['cannot post any invoices', 'live system', 'all five clerks'],
    channel: 'mail',
    acceptedAt: ny('2026-11-23 12:53'),
    senderChecked: true,
    requester: 'Ana Ruiz',
    customer: {
      name: 'Contoso Clinic',
      agreement: { number: 'A-31', from: '2024-04-01', until: '2027-03-31' },
      sure: true,
    },
    cover: 'covered',
    callWhom: { name: 'Ana Ruiz', phone: '+1 555 010 2231', phoneFrom: 'from the agreement' },
    owner: null,
    excerpt: [
      'Good morning,',
      '',
      'we cannot post any invoices on the live system since this morning, all five clerks get error 3021 as soon as they press Post. We restarted the client and the server twice.',
      '',
      'The month closes on Friday. What else can we look at meanwhile?',
      '',
      'Ana',
    ].join('\n'),
    excerptOf: 256,
    tried: [],
    waitingSince: null,
    promise: promise(),
    links,
    ...change,
  };
}

/** Ben in New York, at a minute of that Monday. */
export function desk(time: string, change: Partial<Desk> = {}): Desk {
  return {
    now: ny(time.includes('-') ? time : `2026-11-23 ${time}`),
    hours: eastern,
    reader: { name: 'Ben Ode', zone: 'America/New_York' },
    house: 'Customer Service',
    why: 'You get this because you are on duty today.',
    ...change,
  };
}

/** Cy, who works from Chicago. */
export const chicago = { reader: { name: 'Cy Abe', zone: 'America/Chicago' } } as const;
