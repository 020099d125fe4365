import { stageOf } from '../../domain/lifecycle.ts';
import { localThere } from '../../domain/local-there.ts';
import { html, type Html } from '../../lib/html.ts';
import type { Ask, DeskDeps } from '../desk.ts';
import { hidden } from '../frame.ts';
import { timeOf } from '../words.ts';
import type { Looked } from './look.ts';
import type { Refused } from './pages.ts';
import { problemOf } from './form.ts';

/** What is done with what was written, by stage; the first is done by Ctrl+Enter. */
const BUTTONS = [
  ['reply', 'Send to the customer', ['open', 'waiting', 'resolved']],
  ['ask', 'Ask, and wait for the answer', ['open', 'waiting']],
  ['workaround', 'Send as a way around it', ['open', 'waiting']],
  ['resolve', 'Send, it is resolved', ['open', 'waiting']],
  ['note', 'Keep as a note for us', ['open', 'waiting', 'resolved', 'merged', 'shelved']],
] as const;

const OUTCOMES = [
  ['reached', 'Reached'],
  ['message_left', 'Message left'],
  ['no_answer', 'No answer'],
] as const;

/** The card for the call that is owed: whom, at which number, and how it ended. */
export function callCard(deps: DeskDeps, ask: Ask, looked: Looked, refused: Refused | null): Html | null {
  const { ticket, brief, clocks } = looked;
  const stage = stageOf(ticket);
  if (stage !== 'open' && stage !== 'waiting') return null;
  const owed = clocks.some(({ metric, state }) => metric === 'call_back' && state !== 'met' && state !== 'cancelled');
  const caller = looked.faxes.at(-1)?.told.caller ?? null;
  const number = brief.contactPhone ?? brief.housePhone ?? caller;
  const there = localThere(
    { timeZone: brief.customer?.timeZone ?? null, region: number === null ? null : deps.regionOf(number) },
    ask.now,
  );
  const typed = (name: string): string => (refused?.verb === 'contact' ? (refused.form.get(name) ?? '') : '');
  const from =
    brief.contactPhone !== null
      ? brief.isPhoneSaid
        ? 'as it was said on the telephone'
        : 'from the list of customers'
      : brief.housePhone !== null
        ? 'of the house'
        : 'the number of the fax machine; a telephone may stand on the page';
  return html`<details
    class="card tool"
    id="call"
    data-key="c"
    ${owed || refused?.verb === 'contact' ? html` open` : null}
  >
    <summary>${owed ? 'Call back' : 'Log a call'} <kbd>c</kbd></summary>
    ${problemOf(refused, 'contact')}
    <p class="row">
      <strong dir="auto">${ticket.requesterName || ticket.requesterAddress || 'the sender'}</strong>
      ${number === null ? html`<span class="soft">no number is known; look into the mail</span>` : html`<a class="call" href="tel:${number}">${number}</a> <span class="soft small">${from}</span>`}
      ${there === null ? null : html`<span class="small ${there.isLate ? 'tone now' : ''}">${there.isLate ? '▲ ' : ''}${there.words} there</span>`}
    </p>
    <form method="post" action="/tickets/${ticket.reference}/contact">
      ${hidden(ask.field)}
      <fieldset class="picks">
        <legend class="sr">How did it end?</legend>
        ${OUTCOMES.map(([value, words]) => html`<label class="pick"><input type="radio" name="outcome" value="${value}" required ${typed('outcome') === value ? html` checked` : null} /> ${words}</label>`)}
      </fieldset>
      <div class="row">
        <span
          ><label for="number">Number called <small>needed where a message was left</small></label
          ><input
            id="number"
            name="number"
            type="tel"
            value="${typed('number') || (number ?? '')}"
            maxlength="200"
            autocomplete="off"
        /></span>
        <span
          ><label for="call-note">Note</label
          ><input id="call-note" name="note" value="${typed('note')}" maxlength="5000"
        /></span>
      </div>
      <p class="row">
        <button class="main">Log this call</button>
        <span class="soft small">A message that was left counts; no answer does not.</span>
      </p>
    </form>
  </details>`;
}

/** Where one writes: to the customer, or a note for us. What was begun is kept. */
export function writeCard(deps: DeskDeps, ask: Ask, looked: Looked, refused: Refused | null): Html | null {
  const { ticket, drafts } = looked;
  const stage = stageOf(ticket);
  const mayWrite = ask.actor.roles.some((role) => role === 'rep' || role === 'manager');
  const buttons = BUTTONS.filter(
    ([verb, , stages]) => (stages as readonly string[]).includes(stage) && (mayWrite || verb === 'note'),
  );
  const draft = drafts.find(({ person }) => person === ask.actor.id);
  const verbs = BUTTONS.map(([verb]) => verb);
  const isRefused = refused !== null && (verbs as readonly string[]).includes(refused.verb);
  const text = isRefused ? (refused.form.get('text') ?? '') : (draft?.text ?? '');
  return html`<section class="card" id="write">
    <h2><label for="text" class="label">Write</label></h2>
    ${problemOf(refused, ...verbs)}
    <form method="post" action="/tickets/${ticket.reference}/${buttons[0]![0]}">
      ${hidden(ask.field)}<input type="hidden" name="version" value="${ticket.version}" />
      <textarea
        id="text"
        name="text"
        class="tall"
        maxlength="50000"
        data-draft="reply"
        data-key="r"
        aria-keyshortcuts="r n"
        dir="auto"
      >
${text}</textarea>
      <p class="small soft" data-saved role="status">
        ${draft === undefined ? 'What you write is kept as a draft.' : html`Your draft of ${timeOf(draft.at, { now: ask.now, zone: ask.zone })}.`}
      </p>
      <p class="tools">
        ${buttons.map(([verb, words], i) => html`<button class="${i === 0 ? 'main' : ''}" formaction="/tickets/${ticket.reference}/${verb}" name="verb" value="${verb}">${isRefused && refused.meanwhile && refused.verb === verb ? `${words} all the same` : words}</button>`)}
        <button formaction="/tickets/${ticket.reference}/draft" name="kind" value="reply">Save the draft</button>
      </p>
    </form>
    <p class="small soft">
      ${ticket.requesterAddress === '' || isCaller(ticket) ? 'No mail address is known: only notes reach anybody, and a call.' : html`Goes to ${ticket.requesterAddress} by mail, from the mailbox “${deps.policy.mailboxes.find(({ id }) => id === ticket.mailbox)?.name ?? ticket.mailbox}”.`}
    </p>
  </section>`;
}

/** Somebody who is known by their number alone. */
function isCaller({ channel, requesterAddress }: Looked['ticket']): boolean {
  return channel === 'phone' && !requesterAddress.includes('@');
}
