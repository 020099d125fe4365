import type { Facts } from '../../src/domain/decision.ts';
import type { Message } from '../../src/domain/message.ts';
import type { Policy } from '../../src/domain/policy.ts';
import type { LevelPolicy } from '../../src/domain/policy.ts';
import type { Level } from '../../src/domain/level.ts';
import { TERMS } from './promise/office.ts';

/** A plain mail from a customer, with whatever the case at hand changes. */
export function mail(change: Partial<Message> & { fields?: Record<string, string> } = {}): Message {
  const { fields = {}, ...rest } = change;
  const text = rest.text ?? 'We cannot post invoices since this morning.';
  return {
    messageId: '<m1@contoso.example>',
    inReplyTo: [],
    references: [],
    date: null,
    from: [{ name: 'Ana Ruiz', address: 'ana@contoso.example' }],
    sender: null,
    replyTo: [],
    to: [{ name: '', address: 'support@helpdesk.example' }],
    cc: [],
    returnPath: 'ana@contoso.example',
    deliveredTo: [],
    subject: 'Invoices',
    headers: new Map(Object.entries(fields).map(([name, value]) => [name.toLowerCase(), [value]])),
    trace: [],
    contentType: { value: 'text/plain', params: new Map() },
    report: null,
    attachments: [],
    signed: 'none',
    encrypted: 'none',
    calendar: null,
    notes: [],
    ...rest,
    text,
    segments: rest.segments ?? [{ kind: 'new', from: 0, to: text.length }],
  };
}

const level = (n: Level): LevelPolicy => ({
  level: n,
  name: `Level ${n}`,
  meaning: '',
  callBack: 'within 1 working hour',
  callBackMinutes: 60,
  resolutionMinutes: null,
});

const NO_RULES: Policy['rules'] = {
  words: {},
  languages: [],
  signals: [],
  startsAt: { trouble: 0, grave: 0, test: 0, down: 0, blocks: 0 },
};

export const policy: Policy = {
  mailboxes: [
    {
      id: 'support',
      address: 'support@helpdesk.example',
      name: 'Support',
      addresses: ['support@helpdesk.example'],
      authentication: { mode: 'authserv-id', authservId: 'mx.helpdesk.example' },
    },
    {
      id: 'billing',
      address: 'billing@helpdesk.example',
      name: 'Billing',
      addresses: ['billing@helpdesk.example'],
      authentication: { mode: 'off', authservId: null },
    },
  ],
  levels: { 1: level(1), 2: level(2), 3: level(3), 4: level(4), 5: level(5), 6: level(6) },
  defaultLevel: 6,
  fax: {
    junk: { rules: [], never: [] },
    duplicateWithin: 24 * 3_600_000,
    rejoinWithin: 1_800_000,
    answersPerNumberDay: null,
  },
  rules: NO_RULES,
  faxProfiles: { subjectTags: [], withheld: [], profiles: [] },
  decisionTable: { rows: [{ level: 6, when: {} }], personBelow: 0.5, graverWhen: { levels: [1, 2], from: 0.35 } },
  serviceHours: 'Monday to Friday, 8:00 AM to 6:00 PM Eastern',
  phone: null,
  terms: TERMS,
  acknowledge: {
    enabled: true,
    unauthenticated: true,
    echoSubject: 'verified',
    maxAge: 86_400_000,
    envelopeFrom: 'empty',
    perAddressHour: 3,
    perAddressDay: 10,
    perDomainHour: 30,
    totalHour: 300,
    allowDomains: [],
  },
  staff: { people: [], ladder: [] },
  bulkOpensTicket: true,
  storm: { mails: 20, within: 600_000 },
  reopenWithin: 14 * 86_400_000,
};

export const NOW = Date.UTC(2026, 10, 25, 15, 0, 0);

/** The facts of an empty store. */
export function facts(change: Partial<Facts> = {}): Facts {
  return {
    mailbox: 'support',
    acceptedAt: NOW - 1_000,
    quiet: null,
    wantedBy: null,
    byPage: false,
    own: { loop: false, bounceAddress: false, answersOurs: false },
    candidates: [],
    twin: null,
    reported: null,
    fax: null,
    answered: null,
    sending: { toAddressHour: 0, toAddressDay: 0, toDomainHour: 0, totalHour: 0, suppressed: null },
    recentFromSender: 0,
    stormTicket: null,
    day: '2026-11-25',
    customersImported: false,
    customer: null,
    openTickets: [],
    turn: 0,
    unreachable: new Set(),
    ...change,
  };
}

/** A ticket that a mail might belong to. */
export function candidate(change: Partial<Facts['candidates'][number]> = {}): Facts['candidates'][number] {
  return {
    ticketId: '7',
    reference: 'K7Q-2M4',
    state: 'open',
    resolvedAt: null,
    participants: ['ana@contoso.example'],
    by: 'our_id',
    nearness: 0,
    ...change,
  };
}
