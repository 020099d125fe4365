import { takeCall, weighCall, type CallDeps } from '../../acts/call.ts';
import { asReference } from '../../domain/reference.ts';
import { sayTime } from '../../domain/say-time.ts';
import { html, render } from '../../lib/html.ts';
import { ticketOfCall } from '../../store/calls.ts';
import { callDraftOf, dropCallDraft, keepCallDraft, type CallDraft } from '../../store/desk/call-drafts.ts';
import { callerBy, findCallers, openTicketsOf, type Caller } from '../../store/desk/callers.ts';
import { draftsOf, keepDraft } from '../../store/desk/drafts.ts';
import { ticketBy } from '../../store/tickets.ts';
import { DESK_PEOPLE, type Answer, type Ask, type Desk } from '../desk.ts';
import { newToken } from '../guard.ts';
import { NOBODY, offeredBy, pickedOf, pickFrom, valueOf } from './caller.ts';
import { beganOf, callOf, localOf, typedOf, type Typed } from './form.ts';
import { callerList } from './list.ts';
import { says } from './says.ts';
import { systemPicks } from './systems.ts';
import { phonePage, type PhoneView } from './view.ts';

/** Callers that are listed; who is not among them is found by more letters. */
const MOST = 6;
/** Open tickets that are listed: it may be about one of these. */
const MOST_OPEN = 4;

/** A call by telephone, written down while it is spoken. */
export function phonePages(desk: Desk): void {
  const { deps } = desk;
  const { db } = deps.acts;
  const callDeps: CallDeps = { ...deps.acts, blobs: deps.blobs, suggest: deps.suggest, acknowledge: deps.acknowledge };
  const mailboxes = deps.policy.mailboxes.map(({ id }) => id);

  desk.get('/phone', DESK_PEOPLE, async (ask): Promise<Answer> => {
    const known = asReference(ask.query.get('ticket') ?? '');
    if (known !== null) return { to: `/tickets/${known}#call` };
    const draft = await callDraftOf(db, ask.actor.id);
    const typed = draft === null ? fresh(ask) : typedOf(new Map(Object.entries(draft.form)));
    // a window that was still open kept it once more after it had become a ticket
    if (draft !== null && (await ticketOfCall(db, mailboxes, typed.key)) !== null) {
      await dropCallDraft(db, ask.actor.id);
      return page(ask, fresh(ask), { draft: null });
    }
    return page(ask, typed, { draft });
  });

  desk.post('/phone', DESK_PEOPLE, async (ask): Promise<Answer> => {
    const typed = typedOf(ask.form);
    const about = asReference(ask.form.get('about') ?? '');
    if (about !== null) return carry(ask, typed, about);
    const doing = ask.form.get('do') ?? 'save';
    if (doing === 'clear') {
      await dropCallDraft(db, ask.actor.id);
      return { to: '/phone', done: 'Thrown away.' };
    }
    if (doing === 'find' || doing === 'level') return page(ask, typed, { draft: await kept(ask, typed) });
    if (typed.began !== '' && beganOf(typed, ask) === null)
      return page(ask, typed, { draft: await kept(ask, typed), problem: 'say when the call began, by date and time' });
    const call = await read(ask, typed);
    const done = await takeCall(callDeps, { ...call, solution: doing === 'solved' ? typed.solution : null }, ask.actor);
    if (!done.done) {
      const again = done.refused === 'kept_before' ? { ...typed, key: newToken() } : typed;
      return page(ask, again, { draft: await kept(ask, again), problem: done.why.replace(/\.$/u, '') });
    }
    await dropCallDraft(db, ask.actor.id);
    return { to: `/tickets/${done.reference}`, done: `Kept: ${done.words}.` };
  });

  // what changes while one types: who it may be, the level, and the promise; and all of it is kept
  desk.post('/phone/sketch', DESK_PEOPLE, async (ask): Promise<Answer> => {
    const view = await look(ask, typedOf(ask.form));
    const before = await ticketOfCall(db, mailboxes, view.typed.key);
    if (before === null) await kept(ask, view.typed);
    const words =
      before === null
        ? `Kept at ${sayTime(ask.now, ask)}.`
        : `This form became #${before}; what is new in it is not kept.`;
    const text = render(
      html`${callerList(deps, ask, view)}${systemPicks(ask, view)}${says(deps, ask, view)}
        <p data-saved>${words}</p>`,
    );
    return { text, type: 'text/html; charset=utf-8' };
  });

  function fresh(ask: Ask): Typed {
    const asked = new Map([
      ['key', newToken()],
      ['began', localOf(ask.now, ask.zone)],
      ['zone', ask.zone],
      ['q', ask.query.get('q') ?? ''],
    ]);
    return typedOf(asked);
  }

  async function kept(ask: Ask, typed: Typed): Promise<CallDraft> {
    const draft = { form: typed, at: ask.now };
    await keepCallDraft(db, ask.actor.id, draft);
    return draft;
  }

  /** It is about a ticket that there is: what was written goes there, as a draft, and no ticket is made. */
  async function carry(ask: Ask, typed: Typed, reference: string): Promise<Answer> {
    const ticket = await ticketBy(db, reference);
    if (ticket === null)
      return page(ask, typed, { draft: await kept(ask, typed), problem: `there is no #${reference}` });
    const begun = (await draftsOf(db, ticket.id)).find(({ person }) => person === ask.actor.id)?.text ?? '';
    const text = [begun, typed.text, typed.solution].filter((part) => part !== '').join('\n\n');
    if (text !== begun) await keepDraft(db, ticket.id, { person: ask.actor.id, kind: 'note', text, at: ask.now });
    await dropCallDraft(db, ask.actor.id);
    const done = text === begun ? {} : { done: 'What you wrote of the call is your draft here.' };
    return { to: `/tickets/${reference}#call`, ...done };
  }

  async function found(typed: Typed): Promise<readonly Caller[]> {
    return typed.q === '' ? [] : findCallers(db, typed.q, deps.asNumber(typed.q), MOST + 1);
  }

  async function pick({ caller }: Typed): Promise<Caller | null> {
    const picked = pickedOf(caller);
    return picked === null ? null : callerBy(db, picked.customerId, picked.address);
  }

  async function read(ask: Ask, given: Typed) {
    const typed = pickFrom(given, await found(given));
    return callIn(ask, typed, await pick(typed));
  }

  function callIn({ zone, now }: Ask, typed: Typed, caller: Caller | null) {
    return callOf(typed, caller, { zone, now, mailboxes, asNumber: deps.asNumber });
  }

  async function look(ask: Ask, given: Typed): Promise<Omit<PhoneView, 'draft' | 'problem'>> {
    const fitting = await found(given);
    const typed = pickFrom(given, fitting);
    const caller = await pick(typed);
    const isListed = fitting.some((one) => caller !== null && valueOf(one) === valueOf(caller));
    const callers = [...(caller === null || isListed ? [] : [caller]), ...fitting.slice(0, MOST)];
    const call = callIn(ask, typed, caller);
    const customers = caller !== null ? [caller] : typed.caller === NOBODY ? [] : callers;
    const isSilent = call.text === '' && call.system === null && call.work === null && call.level === null;
    return {
      typed,
      caller,
      callers,
      hasMore: fitting.length > MOST,
      offered: offeredBy(typed.q, caller, deps.asNumber),
      open: await openTicketsOf(
        db,
        {
          customers: customers.map(({ customerId }) => customerId),
          number: call.number,
          address: call.address,
          name: call.name,
        },
        MOST_OPEN,
      ),
      weighed: isSilent ? null : { ...(await weighCall(callDeps, call)), began: call.began, chosen: call.level },
    };
  }

  async function page(
    ask: Ask,
    typed: Typed,
    { draft, problem = null }: { readonly draft: CallDraft | null; readonly problem?: string | null },
  ): Promise<Answer> {
    const main = phonePage(deps, ask, { ...(await look(ask, typed)), draft, problem });
    return { status: problem === null ? 200 : 422, page: { title: 'Phone call', at: 'phone', main } };
  }
}
