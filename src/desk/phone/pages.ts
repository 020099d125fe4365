import { takeCall, weighCall, type CallDeps } from '../../acts/call.ts';
import { asReference } from '../../domain/reference.ts';
import { sayTime } from '../../domain/say-time.ts';
import { html, render } from '../../lib/html.ts';
import {
  callDraftOf,
  callerBy,
  dropCallDraft,
  findCallers,
  keepCallDraft,
  type CallDraft,
  type Caller,
} from '../../store/desk/callers.ts';
import { DESK_PEOPLE, type Answer, type Ask, type Desk } from '../desk.ts';
import { newToken } from '../guard.ts';
import { beganOf, callOf, localOf, pickedOf, typedOf, valueOf, type Typed } from './form.ts';
import { callerList, phonePage, says, type PhoneView } from './view.ts';

/** Callers that are listed; who is not among them is found by more letters. */
const MOST = 6;
/** Digits of a number that is told as a whole, without its country and area. */
const WHOLE_NUMBER = 7;

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
    return page(ask, typed, { draft });
  });

  desk.post('/phone', DESK_PEOPLE, async (ask): Promise<Answer> => {
    const typed = typedOf(ask.form);
    const doing = ask.form.get('do') ?? 'save';
    if (doing === 'clear') {
      await dropCallDraft(db, ask.actor.id);
      return { to: '/phone', done: 'Thrown away.' };
    }
    if (doing === 'find' || doing === 'level') return page(ask, typed, { draft: await kept(ask, typed) });
    if (typed.began !== '' && beganOf(typed.began, ask.zone) === null)
      return page(ask, typed, { draft: await kept(ask, typed), problem: 'say when the call began, by date and time' });
    const caller = await pick(typed);
    const call = { ...read(ask, typed, caller), solution: doing === 'solved' ? typed.solution : null };
    const done = await takeCall(callDeps, call, ask.actor);
    if (!done.done) return page(ask, typed, { draft: await kept(ask, typed), problem: done.why.replace(/\.$/u, '') });
    await dropCallDraft(db, ask.actor.id);
    return { to: `/tickets/${done.reference}`, done: `Kept: ${done.words}.` };
  });

  // what changes while one types: who it may be, the level, and the promise; and all of it is kept
  desk.post('/phone/sketch', DESK_PEOPLE, async (ask): Promise<Answer> => {
    const typed = typedOf(ask.form);
    await kept(ask, typed);
    const view = await look(ask, typed);
    const words = `Kept at ${sayTime(ask.now, ask)}.`;
    const text = render(
      html`${callerList(ask, view)}${says(deps, ask, view)}
        <p data-saved>${words}</p>`,
    );
    return { text, type: 'text/html; charset=utf-8' };
  });

  function fresh(ask: Ask): Typed {
    const asked = new Map([
      ['key', newToken()],
      ['began', localOf(ask.now, ask.zone)],
      ['q', ask.query.get('q') ?? ''],
    ]);
    return typedOf(asked);
  }

  async function kept(ask: Ask, typed: Typed): Promise<CallDraft> {
    const draft = { form: typed, at: ask.now };
    await keepCallDraft(db, ask.actor.id, draft);
    return draft;
  }

  async function pick(typed: Typed): Promise<Caller | null> {
    const picked = pickedOf(typed);
    return picked === null ? null : callerBy(db, picked.customerId, picked.address);
  }

  function read({ zone, now }: Ask, typed: Typed, caller: Caller | null) {
    return callOf(typed, caller, { zone, now, mailboxes, asNumber: deps.asNumber });
  }

  async function look(ask: Ask, given: Typed): Promise<Pick<PhoneView, 'typed' | 'callers' | 'weighed'>> {
    const found = given.q === '' ? [] : await findCallers(db, given.q, MOST);
    // a whole number that is one person's alone needs no picking
    const isSure = given.caller === '' && found.length === 1 && given.q.replaceAll(/\D/gu, '').length >= WHOLE_NUMBER;
    const typed = isSure ? { ...given, caller: valueOf(found[0]!) } : given;
    const caller = await pick(typed);
    const isListed = found.some((one) => caller !== null && valueOf(one) === valueOf(caller));
    const call = read(ask, typed, caller);
    const isSilent = call.text === '' && call.system === null && call.work === null;
    return {
      typed,
      callers: caller === null || isListed ? found : [caller, ...found],
      weighed: isSilent ? null : { ...(await weighCall(callDeps, call)), began: call.began },
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
