import { CALL_AGE_MS, recordOf, saidOn, subjectOf, type System, type Work } from '../domain/call.ts';
import { customerEntries } from '../domain/customer-journal.ts';
import { customerOf, dayIn, type TicketCustomer } from '../domain/customer.ts';
import type { Entry, Suggest } from '../domain/decision.ts';
import type { Level, Suggestion } from '../domain/level.ts';
import { factsOfCall } from '../domain/level-facts.ts';
import type { TicketEvent } from '../domain/promise/event.ts';
import { spokenIn } from '../domain/promise/spoken.ts';
import { SECOND, type Instant } from '../domain/time.ts';
import type { Blobs } from '../store/blobs.ts';
import { customerOfCall, openCall } from '../store/calls.ts';
import { writeJournal } from '../store/journal.ts';
import { startPromises } from '../store/promises.ts';
import { sql, transaction, type Tx } from '../store/sql.ts';
import { patchTicket, ticketBy, type TicketRow } from '../store/tickets.ts';
import { tellWebhooks } from '../store/webhooks.ts';
import { recordHappenings } from '../store/promises.ts';
import type { Actor } from './act.ts';
import type { ActDeps, Performed } from './perform.ts';

/** A call as it was written down. Texts are trimmed; '' where nothing was said. */
export type CallInput = {
  /** of the form: sent twice, it is one call */
  readonly key: string;
  readonly mailbox: string;
  readonly began: Instant;
  readonly customerId: string | null;
  readonly name: string;
  readonly address: string;
  readonly number: string;
  readonly subject: string;
  readonly text: string;
  readonly system: System | null;
  /** of the list of customers, the one that it is about; '' where none was named */
  readonly systemName: string;
  readonly work: Work | null;
  /** the level that the person chose; null: as suggested, to be confirmed later */
  readonly level: Level | null;
  /** whoever took the call has the ticket */
  readonly keeps: boolean;
  /** the customer is sent a mail with the number */
  readonly acknowledge: boolean;
  /** what solved it while they spoke; null: it is not solved */
  readonly solution: string | null;
};

export type CallDeps = ActDeps & {
  readonly blobs: Blobs;
  readonly suggest: Suggest;
  /** puts the mail with the number into the outbox; why it may not be sent, or null */
  readonly acknowledge: (
    tx: Tx,
    ticket: TicketRow,
    about: { customer: TicketCustomer; suggestion: Suggestion },
    now: Instant,
  ) => Promise<string | null>;
};

/** What a call speaks for, asked while it is written down: the level with its reason, and whose it is. */
export async function weighCall(
  deps: Pick<CallDeps, 'db' | 'suggest' | 'terms'>,
  call: Pick<CallInput, 'customerId' | 'subject' | 'text' | 'system' | 'systemName' | 'work' | 'began'>,
  tx?: Tx,
): Promise<{ readonly suggestion: Suggestion; readonly customer: TicketCustomer }> {
  const look = async (within: Tx) => {
    const day = dayIn(deps.terms.current.terms.calendar.timezone, call.began);
    const known = await customerOfCall(within, call.customerId, call.systemName);
    const suggestion = deps.suggest({
      subject: call.subject,
      body: call.text,
      facts: factsOfCall(known, day, saidOn(call.system, call.work)),
    });
    return { suggestion, customer: customerOf(known, 'verified', day) };
  };
  return tx === undefined ? transaction(deps.db, look) : look(tx);
}

/** Makes a ticket of a call: its record, its promises from when it began, and what was solved at once, all or nothing. Pressed twice, it is one. */
export async function takeCall(deps: CallDeps, input: CallInput, actor: Actor): Promise<Performed> {
  const now = Math.floor(deps.now() / SECOND) * SECOND;
  const why = problemOf(input, actor, now);
  if (why !== null) return { done: false, refused: 'malformed', why };
  const subject = input.subject || subjectOf(input.text);
  return transaction(deps.db, async (tx): Promise<Performed> => {
    const { suggestion, customer } = await weighCall(deps, { ...input, subject }, tx);
    const { terms } = deps;
    const opened = await openCall(
      tx,
      deps.blobs,
      {
        ...input,
        subject,
        record: recordOf({
          ...input,
          subject,
          takenBy: actor.name,
          began: spokenIn(terms.current.terms.calendar.timezone).past(input.began),
          caller: input.name,
          customer: customer.customer?.name ?? null,
        }),
        suggestion,
        customer,
        assignee: input.keeps ? actor.id : null,
        termsVersion: terms.current.version,
      },
      now,
    );
    const { ticketId, inboundId, reference } = opened;
    if (opened.before === 'same') return { done: true, reference, version: 1, words: `it is #${reference} already` };
    if (opened.before === 'other')
      return {
        done: false,
        refused: 'kept_before',
        why: `this form became #${reference} already, and what it says now stands nowhere yet. Press again to make another ticket of it, or write it on #${reference}`,
      };
    // a mail names the promise that is kept: that of the level which the person chose
    const about = { customer, suggestion: { ...suggestion, level: input.level ?? suggestion.level } };
    const letter = await answer(tx, deps, { input, reference, actor, about }, now);
    await startPromises(
      tx,
      [{ ticketId, events: eventsOf(input, suggestion, letter.solution, now) }],
      terms.current,
      now,
    );
    // state, level and waiting follow from the events
    await recordHappenings(tx, [{ ticketId, events: [] }], terms, now);
    if (input.level !== null) await patchTicket(tx, ticketId, { confirmedBy: actor.id });
    const line = (by: string) => (entry: Entry) => ({ ticketId, inboundId, actor: by, entry });
    await writeJournal(
      tx,
      [
        ...[
          { act: 'opened', detail: { reason: 'a telephone call', inbound: inboundId } },
          {
            act: 'level_suggested',
            detail: { level: suggestion.level, confidence: suggestion.confidence, because: suggestion.because },
          },
          ...customerEntries(customer, 'verified'),
        ].map(line('postroom')),
        ...entriesOf(input, suggestion, letter.solution).map(line(actor.id)),
      ],
      new Date(now),
    );
    const { refused } = letter;
    if (refused !== null)
      await writeJournal(
        tx,
        [line('postroom')({ act: 'not_acknowledged', detail: { rule: 'undeliverable', reason: refused } })],
        new Date(now),
      );
    await tellWebhooks(tx, [{ type: 'ticket.created', ticketId }], now);
    await tx.run(sql`select pg_notify('watch', '')`);
    return {
      done: true,
      reference,
      version: 1,
      words: `${input.solution === null ? 'it is' : 'it was solved at once:'} #${reference}${refused === null ? '' : `; no mail was sent: ${refused}`}`,
    };
  });
}

/** The mail that was asked for: with the number, or of what is solved with what solved it. `solution`: the id of that letter; `refused`: why none is sent. */
async function answer(
  tx: Tx,
  deps: CallDeps,
  call: {
    readonly input: CallInput;
    readonly reference: string;
    readonly actor: Actor;
    readonly about: { readonly customer: TicketCustomer; readonly suggestion: Suggestion };
  },
  now: Instant,
): Promise<{ readonly solution: string | null; readonly refused: string | null }> {
  const { acknowledge, address, solution: text } = call.input;
  if (!acknowledge) return { solution: null, refused: null };
  if (address === '') return { solution: null, refused: 'no mail address was said' };
  const ticket = (await ticketBy(tx, call.reference))!;
  if (text === null) return { solution: null, refused: await deps.acknowledge(tx, ticket, call.about, now) };
  const posted = await deps.post.toCustomer(tx, ticket, { kind: 'resolution', text }, call.actor, now);
  return 'refused' in posted ? { solution: null, refused: posted.refused } : { solution: posted.id, refused: null };
}

/** What happened: taken in when the call began; confirmed, spoken with and solved, as far as it was. */
function eventsOf(
  { began, level, solution }: CallInput,
  suggestion: Suggestion,
  letter: string | null,
  now: Instant,
): readonly TicketEvent[] {
  // a letter that is called back was never written, and the ticket is not resolved by it
  const mark = letter === null ? {} : { mark: letter };
  const at = Math.floor(began / SECOND) * SECOND;
  return [
    { kind: 'accepted', level: suggestion.level, at },
    ...(level === null ? [] : [{ kind: 'levelled', level, at } as const]),
    ...(solution === null
      ? []
      : [
          { kind: 'contact', outcome: 'reached', at } as const,
          ...(letter === null ? [] : [{ kind: 'published', at: now, ...mark } as const]),
          { kind: 'resolved', at: now, ...mark } as const,
        ]),
  ];
}

function entriesOf(
  { number, systemName, level, keeps, solution }: CallInput,
  suggestion: Suggestion,
  letter: string | null,
): readonly Entry[] {
  const levelled = level === null ? null : level === suggestion.level ? 'level_confirmed' : 'level_corrected';
  return [
    { act: 'call_taken', detail: { number, ...(systemName === '' ? {} : { system: systemName }) } },
    ...(keeps ? [{ act: 'taken', detail: { from: null } }] : []),
    ...(levelled === null
      ? []
      : [{ act: levelled, detail: { from: suggestion.level, to: level, suggested: suggestion.level } }]),
    ...(solution === null
      ? []
      : [
          { act: 'contact_logged', detail: { outcome: 'reached', number } },
          {
            act: 'resolved',
            detail: { text: solution, told: letter !== null, ...(letter === null ? {} : { letter }) },
          },
        ]),
  ];
}

/** Why it cannot be kept as it is, in a sentence that says what to do; null: it can. */
function problemOf(input: CallInput, actor: Actor, now: Instant): string | null {
  if (!actor.roles.some((role) => role === 'rep' || role === 'manager'))
    return `calls are taken by the roles rep and manager; ${actor.name} has ${actor.roles.join(', ') || 'none'}`;
  if (input.text === '') return 'write what happened; the next one reads it';
  if (input.name === '' && input.number === '' && input.address === '' && input.customerId === null)
    return 'say who calls: a name, or a number at which to call back';
  if (input.solution === null && input.number === '' && input.address === '')
    return 'write a number or an address: nobody can be called back without one';
  if (input.solution === '') return 'say what solved it; it is what the next one reads';
  if (input.began > now) return 'the call cannot have begun later than now';
  if (now - input.began > CALL_AGE_MS) return 'the call cannot have begun more than a day ago';
  return null;
}
