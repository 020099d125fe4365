import { expect, test } from 'vitest';
import type { Decision, Facts } from '../../../src/domain/decision.ts';
import { decideFax } from '../../../src/domain/fax/decide-fax.ts';
import { faxMessage, subjectOf } from '../../../src/domain/fax/describe.ts';
import type { FaxCase, FaxFacts } from '../../../src/domain/fax/facts.ts';
import { textForRules } from '../../../src/domain/message.ts';
import type { Policy } from '../../../src/domain/policy.ts';
import type { Request } from '../../../src/domain/priority/suggest.ts';
import { facts, mail, NOW, policy } from '../mail.ts';
import { fax, page, reading } from './case.ts';

const NOTHING: FaxFacts = {
  earlier: [],
  sameNotice: null,
  named: [],
  customer: null,
  sharedBy: 0,
  contact: null,
  sentToNumber: 0,
};
const CUSTOMER: NonNullable<FaxFacts['customer']> = {
  id: '3',
  name: 'Contoso',
  by: { number: '+15550102231' },
  agreement: { number: 'M-1', from: null, until: null },
  assignedRep: null,
  contact: null,
  systems: [],
};
const NAMED: FaxFacts['named'][number] = {
  ticketId: '7',
  reference: 'K7Q-2M4',
  state: 'open',
  resolvedAt: null,
  by: 'printed',
  fitsSender: false,
};

let asked: Request | null = null;
function decide(
  it: FaxCase,
  known: Partial<FaxFacts> = {},
  change: Partial<Facts> = {},
  office: Policy = policy,
): Decision {
  asked = null;
  const all = { ...facts(change), fax: { ...NOTHING, ...known } };
  const suggest = (request: Request) => {
    asked = request;
    return {
      level: 1 as const,
      confidence: 0.9,
      evidence: [
        { signal: 'outage', text: 'x', where: 'subject' as const, at: [0, 1] as const },
        { signal: 'outage', text: 'nobody', where: 'body' as const, at: [0, 6] as const },
      ],
      because: 'b',
    };
  };
  return decideFax(it, faxMessage(it, null), all, office, suggest, NOW);
}
const acts = (decision: Decision) => decision.journal.map(({ act }) => act);

test('a fax becomes a ticket of its own, with what it says and how surely, and is called back', () => {
  const decision = decide(fax());
  expect(decision).toMatchObject({
    outcome: 'ticket',
    kind: 'human',
    reason: 'a new fax',
    trust: { trust: 'unverified' },
    ticket: {
      bucket: 'desk',
      channel: 'fax',
      subject: 'Fax from +15550102231 (Contoso Clinic): Nobody can log in, 2 pages',
      requester: { name: 'Contoso Clinic, fax +15550102231', address: '' },
      suggestion: { level: 1, evidence: [{ where: 'fax', text: 'nobody' }] },
    },
    answer: { send: false, rule: 'call_back' },
  });
  expect(asked).toMatchObject({ subject: 'Nobody can log in', scanned: true, facts: { faxConfidence: 0.92 } });
});

test('machine lines and boilerplate are no request, and offsets stay those of the text', () => {
  const message = faxMessage(fax(), null);
  const read = textForRules(message);
  expect(read).toHaveLength(message.text.length);
  expect(read).toContain('Re: Nobody can log in');
  expect(read).toContain('Since this morning');
  expect(read).not.toMatch(/CONFIDENTIAL|copy it|09:04|— page/u);
});

test('nothing acts on what was not read with certainty', () => {
  const doubtful = [page(1, { needsHuman: true, confidence: 40 }), page(2)];
  decide(fax({ reading: reading(doubtful) }));
  expect(asked!.body).not.toContain('Lindenhof');
  expect(asked!.body).toContain('Since this morning');
  const unread = decide(
    fax({ reading: reading([page(1, { needsHuman: true, confidence: 30, text: 'nobody can log in' })]) }),
  );
  expect(asked).toBeNull();
  expect(unread.suggestion).toMatchObject({ level: policy.defaultLevel, confidence: 0, evidence: [] });
  expect(unread.ticket!.subject).toBe('Fax from +15550102231 (Contoso Clinic), 1 page');
  expect(unread.reason).toContain('page 1 could not be read with certainty');
});

test.each([
  ['broke off', fax({}, { status: 'partial', error: 'no carrier' }), /^Incomplete fax/u, /it broke off: no carrier/u],
  [
    'a page cut',
    fax({ reading: reading([page(1), page(2, { cut: true })]) }),
    /^Incomplete fax/u,
    /a page is cut off/u,
  ],
  [
    'a page missing',
    fax({ reading: reading([page(1)]) }, { pages: 1 }),
    /^Fax from/u,
    /1 of 2 pages is missing: 1 came/u,
  ],
  ['counted otherwise', fax({}, { pages: 3 }), /^Fax from/u, /3 pages were counted, 2 came/u],
  [
    'no document',
    fax({ reading: null, document: 'none' }, { status: 'failed' }),
    /^Fax that did not arrive/u,
    /no document/u,
  ],
  ['unreadable', fax({ reading: null, unreadable: 'it is no fax' }), /^Fax from/u, /cannot be read: it is no fax/u],
])('what is not as it should be is a ticket that says so: %s', (_name, it, subject, reason) => {
  const decision = decide(it);
  const cannotBeRead = it.unreadable !== null;
  expect([decision.outcome, decision.ticket!.bucket]).toEqual(
    cannotBeRead ? ['quarantined', 'unreadable'] : ['ticket', 'desk'],
  );
  expect(decision.ticket!.subject).toMatch(subject);
  expect(decision.reason).toMatch(reason);
  expect(acts(decision)).toContain('fax_incomplete');
});

test('junk goes to its bucket, unanswered, with the rule', () => {
  const rules = [{ name: 'offers', caller: '+1555*', station: null, refuse: false }];
  const office = { ...policy, fax: { ...policy.fax, junk: { rules, never: [] } } };
  expect(decide(fax(), {}, {}, office)).toMatchObject({
    ticket: { bucket: 'junk', assignee: null },
    reason: 'junk by the rule "offers": the number fits +1555*',
    answer: { send: false, rule: 'junk' },
  });
});

const EARLIER: FaxFacts['earlier'][number] = {
  inboundId: '1',
  ticketId: '7',
  reference: 'K7Q-2M4',
  acceptedAt: NOW - 601_000,
  status: 'received',
  pages: [page(1), page(2)],
};

test('the same fax sent again is linked and not acknowledged twice', () => {
  const decision = decide(fax(), { earlier: [EARLIER] });
  expect(decision).toMatchObject({
    outcome: 'appended',
    append: { ticketId: '7', fromCustomer: false },
    answer: { send: false, rule: 'repeat' },
  });
  expect(decision.reason).toContain('10 minutes before');
});

test('another form of one kind is a ticket of its own, linked, and not acknowledged a second time', () => {
  const other = [page(1), page(2, { text: 'Since this morning the pump of ward 7 rings.' })];
  const known = { earlier: [{ ...EARLIER, pages: other }], customer: CUSTOMER, contact: CONTACT };
  const decision = decide(fax(), known);
  expect(decision).toMatchObject({
    outcome: 'ticket',
    ticket: { bucket: 'desk', possiblyOf: '7', suggestion: { level: 1 } },
    answer: { send: false, rule: 'repeat' },
  });
  expect(decision.reason).toContain('look like those of [#K7Q-2M4]');
  const named = [{ ...NAMED, ticketId: '9', by: 'code' as const }];
  expect(decide(fax(), { ...known, named }).append).toMatchObject({ ticketId: '9', fromCustomer: true });
});

test('a fax that only may complete another is a ticket of its own, linked, and answered', () => {
  const broken = { ...EARLIER, status: 'partial' as const, pages: [page(1, { text: 'cover of Fabrikam' }), page(2)] };
  const decision = decide(fax(), { earlier: [broken], customer: CUSTOMER, contact: CONTACT });
  expect(decision).toMatchObject({ outcome: 'ticket', ticket: { possiblyOf: '7' }, answer: { send: true } });
  const anonymous = decide(fax({ caller: '266696687' }), { earlier: [{ ...broken, pages: [] }] });
  expect(anonymous).toMatchObject({ outcome: 'ticket', ticket: { possiblyOf: null } });
});

test('a fax that broke off is completed by the one that came whole, within half an hour', () => {
  const broken = { ...EARLIER, status: 'partial' as const, pages: [page(1)] };
  const whole = decide(fax(), { earlier: [broken] });
  expect(whole).toMatchObject({ outcome: 'appended', answer: { rule: 'completed' } });
  expect(acts(whole)).toEqual(['screened', 'fax_completed', 'level_suggested']);
  expect(whole.journal.at(-1)!.detail).toMatchObject({ level: 1 }); // said by page 2, which had not come
  const late = { ...broken, acceptedAt: NOW - 3_600_000 };
  expect(decide(fax(), { earlier: [late] })).toMatchObject({ outcome: 'ticket' });
  const again = decide(fax({}, { status: 'partial' }), { earlier: [broken] });
  expect(again.outcome).toBe('ticket'); // broken off once more: nobody knows whether it is the same
});

test.each([
  ['our code', { by: 'code' as const }, 'appended'],
  ['a printed number from a number that the ticket knows', { fitsSender: true }, 'appended'],
  ['a guessed number from a number that the ticket knows', { by: 'guessed' as const, fitsSender: true }, 'appended'],
  ['a printed number from anybody', {}, 'ticket'],
  ['a guessed number from anybody', { by: 'guessed' as const }, 'ticket'],
  [
    'our code, of a ticket resolved long ago',
    { by: 'code' as const, state: 'resolved' as const, resolvedAt: 0 },
    'ticket',
  ],
])('an answer to a ticket: %s', (_name, change, outcome) => {
  const decision = decide(fax(), { named: [{ ...NAMED, ...change }] });
  expect(decision.outcome).toBe(outcome);
  if (outcome === 'appended')
    expect(decision.append).toMatchObject({ ticketId: '7', fromCustomer: true, reopen: false });
  else expect(decision.ticket!.possiblyOf).toBe('by' in change && change.by === 'guessed' ? null : '7');
});

test('an answer reopens a ticket that was resolved lately', () => {
  const named = [{ ...NAMED, by: 'code' as const, state: 'resolved' as const, resolvedAt: NOW - 1_000 }];
  expect(decide(fax(), { named })).toMatchObject({ outcome: 'appended', append: { reopen: true } });
});

const FAXING = { ...policy, fax: { ...policy.fax, answersPerNumberDay: 2 } };
const CONTACT = { name: 'Maria Alvarez', address: 'maria@contoso.example' };

test('whoever is known by mail is answered by mail, under the limits of every mail', () => {
  expect(decide(fax(), { customer: CUSTOMER, contact: CONTACT }).answer).toMatchObject({ send: true, to: CONTACT });
  const many = { toAddressHour: 3, toAddressDay: 3, toDomainHour: 3, totalHour: 3, suppressed: null };
  expect(decide(fax(), { customer: CUSTOMER, contact: CONTACT }, { sending: many }).answer).toMatchObject({
    send: false,
    rule: 'address_hour',
  });
});

test('a known number is answered by fax where that is set up; nobody else is', () => {
  const known = { customer: CUSTOMER };
  expect(decide(fax(), known, {}, FAXING).answer).toEqual({
    send: 'fax',
    number: '+15550102231',
    name: 'Maria Alvarez, Contoso',
  });
  const rule = (it: FaxCase, more: Partial<FaxFacts> = {}, change: Partial<Facts> = {}, office: Policy = FAXING) =>
    (decide(it, { ...known, ...more }, change, office).answer as { rule?: string }).rule;
  expect(rule(fax(), {}, {}, policy)).toBe('call_back');
  expect(rule(fax(), { customer: null })).toBe('call_back');
  expect(rule(fax(), { sentToNumber: 2 })).toBe('call_back');
  expect(rule(fax({ caller: null }))).toBe('call_back');
  expect(rule(fax(), {}, { acceptedAt: NOW - 2 * 86_400_000 })).toBe('call_back');
  expect(rule(fax({}, { status: 'partial' }))).toBe('incomplete');
  expect(rule(fax(), {}, { quiet: 'backfill' })).toBe('quiet');
});

test('a notice of a fax service is no word of the service: the fax’s sender is the requester', () => {
  const notice = { service: 'eFax', subject: 'A fax waits in the portal of eFax: fax from +15550102231, 2 pages' };
  const it = fax({ notice, reading: null, document: 'portal' });
  const message = faxMessage(it, mail({ text: 'You have a fax.' }));
  expect([message.from, message.subject, message.messageId]).toEqual([[], notice.subject, mail().messageId]);
  const decision = decide(it);
  expect(decision).toMatchObject({
    kind: 'fax_notice',
    outcome: 'ticket',
    answer: { send: false, rule: 'incomplete' },
  });
  expect(decision.reason).toContain('waits in the portal');
});

test.each([
  [fax({ caller: null }, { caller: null, callerName: null }), 'Fax from a withheld number ("+1 555 010 2231")'],
  [fax({}, { caller: 'anonymous', callerName: null, station: null }), 'Fax from a withheld number'],
  [fax({}, { callerName: null }), 'Fax from +15550102231'],
])('%# is named by what is known', (it, begins) => {
  expect(subjectOf(it).startsWith(begins)).toBe(true);
});

test('a service that tells twice of one fax makes one ticket', () => {
  const decision = decide(fax(), { sameNotice: { ticketId: '7', reference: 'K7Q-2M4' } });
  expect(decision).toMatchObject({ outcome: 'appended', append: { ticketId: '7' }, answer: { rule: 'repeat' } });
});
