import { WORK } from '../../domain/call.ts';
import { coverOf, dayIn, isOutside, type TicketCustomer } from '../../domain/customer.ts';
import { LEVELS, type Suggestion } from '../../domain/level.ts';
import { callBackOf } from '../../domain/promise/call-back.ts';
import { spokenIn } from '../../domain/promise/spoken.ts';
import { zoneName } from '../../domain/say-time.ts';
import type { Instant } from '../../domain/time.ts';
import { html, type Html } from '../../lib/html.ts';
import type { CallDraft, Caller } from '../../store/desk/callers.ts';
import type { Ask, DeskDeps } from '../desk.ts';
import { hidden } from '../frame.ts';
import { levelSign, timeOf } from '../words.ts';
import { valueOf, type Field, type Typed } from './form.ts';

/** What the page shows besides the fields. */
export type PhoneView = {
  readonly typed: Typed;
  readonly callers: readonly Caller[];
  /** what the call speaks for; null while nothing was said */
  readonly weighed: {
    readonly suggestion: Suggestion;
    readonly customer: TicketCustomer;
    readonly began: Instant;
  } | null;
  readonly draft: CallDraft | null;
  /** why it was not kept, in a sentence */
  readonly problem: string | null;
};

/** The page for a call: the order of its fields is the order of the talk. */
export function phonePage(deps: DeskDeps, ask: Ask, view: PhoneView): Html {
  const { typed, problem, draft } = view;
  const is = (name: Field, value: string): Html | null => (typed[name] === value ? html` checked` : null);
  const radio = (name: 'system' | 'work', value: string, words: string): Html =>
    html`<label class="pick"
      ><input type="radio" name="${name}" value="${value}" ${is(name, value)} /> ${words}</label
    >`;
  return html`<div class="heading">
      <h1>Phone call</h1>
      <p class="soft">Its promises count from when the call began. What you write is kept as you go.</p>
    </div>
    ${problem === null ? null : html`<p class="problem late" role="alert"><strong>Not kept:</strong> ${problem}.</p>`}
    <form method="post" action="/phone" class="halves" id="call-form" data-sketch="/phone/sketch" autocomplete="off">
      <div class="card">
        ${hidden(ask.field)}<input type="hidden" name="key" value="${typed.key}" />
        <label for="q">Who calls? <small>a name, a customer, or the number</small></label>
        <div class="find-row">
          <input id="q" name="q" value="${typed.q}" maxlength="200" ${problem === null ? html` autofocus` : null} />
          <button name="do" value="find" formnovalidate>Find</button>
        </div>
        ${callerList(ask, view)}
        <label for="what">What happened?</label>
        <textarea id="what" name="text" maxlength="50000" dir="auto">${typed.text}</textarea>
        <fieldset class="picks">
          <legend>Which system?</legend>
          ${radio('system', 'production', 'Production')} ${radio('system', 'test', 'Test')}
        </fieldset>
        <fieldset class="list">
          <legend>Can people work?</legend>
          ${Object.entries(WORK).map(([value, words]) => radio('work', value, capital(words)))}
        </fieldset>
        ${callBack(typed)} ${more(deps, ask, typed)}
        <p class="tools">
          <button class="main" name="do" value="save">Keep it as a ticket</button>
          <button name="do" value="level" data-plain>Show the level</button>
          ${draft === null ? null : html`<button name="do" value="clear" formnovalidate>Throw it away</button>`}
        </p>
        ${draft === null ? html`<p class="small soft" data-saved role="status"></p>` : html`<p class="small soft" data-saved role="status">Begun ${timeOf(draft.at, ask)}.</p>`}
        <details ${typed.solution === '' ? null : html` open`}>
          <summary>Solved while you spoke</summary>
          <label for="solution">What solved it</label>
          <textarea id="solution" name="solution" maxlength="50000" dir="auto">${typed.solution}</textarea>
          <p><button name="do" value="solved">Keep it as solved</button></p>
        </details>
      </div>
      ${says(deps, ask, view)}
    </form>`;
}

/** Who may be calling; what is picked here fills what was not typed. */
export function callerList(ask: Ask, { typed, callers }: Pick<PhoneView, 'typed' | 'callers'>): Html {
  const today = dayIn(ask.zone, ask.now);
  return html`<fieldset class="list" id="callers">
    <legend class="sr">Who it may be</legend>
    ${callers.map((caller) => {
      const cover = coverOf(caller.agreement, today);
      return html`<label class="pick"
        ><input
          type="radio"
          name="caller"
          value="${valueOf(caller)}"
          ${typed.caller === valueOf(caller) ? html` checked` : null}
          data-name="${caller.name}"
          data-number="${caller.phone ?? ''}"
          data-address="${caller.address}"
        />
        <span
          ><strong dir="auto">${caller.name || caller.customer}</strong>
          <span class="soft small"
            >${[caller.name === '' ? '' : caller.customer, caller.phone ?? '', caller.address].filter((part) => part !== '').join(' · ')}</span
          >
          ${cover === 'covered' ? html`<span class="soft small">agreement ${caller.agreement.number ?? ''} in force</span>` : html`<span class="tone now">▲ no agreement in force</span>`}
          ${caller.open.map(({ reference, subject, level }) => html`<br /><a class="small" href="/tickets/${reference}#call">#${reference} (${level}) ${subject}</a>`)}</span
        ></label
      >`;
    })}
    ${
      callers.length === 0
        ? typed.q.length < 2
          ? null
          : html`<p class="soft small">
              Nobody on the list of customers fits. Go on; the name and number are kept as you type them.
            </p>`
        : html`<label class="pick"
            ><input
              type="radio"
              name="caller"
              value="nobody"
              ${typed.caller === '' || typed.caller === 'nobody' ? html` checked` : null}
              data-name=""
              data-number=""
              data-address=""
            />
            somebody else</label
          >`
    }
  </fieldset>`;
}

/** The level with its reason, and the promise to be read aloud. */
export function says(deps: DeskDeps, ask: Ask, { weighed }: Pick<PhoneView, 'weighed'>): Html {
  const { levels } = deps.policy;
  if (weighed === null)
    return html`<section class="card" id="says" aria-live="polite">
      <h2>Level</h2>
      <p class="soft">It stands here as soon as you write what happened, or say whether people can work.</p>
    </section>`;
  const { suggestion, customer, began } = weighed;
  const spoken = spokenIn(ask.zone);
  const { by } = callBackOf(suggestion.level, began, deps.acts.terms.current, ask.now);
  const promise =
    by === null
      ? `We call you back ${levels[suggestion.level].callBack}.`
      : by <= ask.now
        ? 'We call you back as soon as we can.'
        : `We call you back by ${spoken.instant(by, ask.now)}.`;
  return html`<section class="card" id="says" aria-live="polite">
    <h2>Level</h2>
    <p>${levelSign(suggestion.level, false, levels)} <strong>${levels[suggestion.level].name}</strong></p>
    <p class="soft small">${suggestion.because}</p>
    <h3>Say</h3>
    ${
      isOutside(customer.cover)
        ? html`<p class="problem now">
              ▲
              ${customer.customer === null ? 'No customer is picked, or none is known' : 'No agreement of this customer is in force'}:
              promise no time.
            </p>
            <blockquote>A person looks at it and gets back to you.</blockquote>`
        : html`<blockquote>${promise}</blockquote>`
    }
  </section>`;
}

function callBack(typed: Typed): Html {
  return html`<fieldset>
    <legend>Call back</legend>
    <div class="row">
      <span
        ><label for="name">Whom</label><input id="name" name="name" value="${typed.name}" maxlength="200" dir="auto"
      /></span>
      <span
        ><label for="number">At which number</label
        ><input id="number" name="number" type="tel" value="${typed.number}" maxlength="60"
      /></span>
      <span
        ><label for="address">Mail <small>if known</small></label
        ><input id="address" name="address" type="email" value="${typed.address}" maxlength="300"
      /></span>
    </div>
    <label class="pick"
      ><input type="checkbox" name="ack" value="yes" ${typed.ack === 'yes' ? html` checked` : null} /> Send them a mail
      with the number of the ticket</label
    >
  </fieldset>`;
}

function more({ policy }: DeskDeps, { zone, now }: Ask, typed: Typed): Html {
  return html`<div class="row">
      <span
        ><label for="began">Call began <small>${zoneName(zone, now)}</small></label
        ><input id="began" name="began" type="datetime-local" value="${typed.began}"
      /></span>
      <span
        ><label for="level">Level</label
        ><select id="level" name="level">
          <option value="">as suggested, to be confirmed</option>
          ${LEVELS.map((level) => html`<option value="${level}" ${typed.level === String(level) ? html` selected` : null}>${level} ${policy.levels[level].name}</option>`)}
        </select></span
      >
      ${
        policy.mailboxes.length < 2
          ? null
          : html`<span
              ><label for="mailbox">Mailbox</label
              ><select id="mailbox" name="mailbox">
                ${policy.mailboxes.map(({ id, name, address }) => html`<option value="${id}" ${typed.mailbox === id ? html` selected` : null}>${name || address}</option>`)}
              </select></span
            >`
      }
    </div>
    <label for="subject">Subject <small>else the first words</small></label
    ><input id="subject" name="subject" value="${typed.subject}" maxlength="200" dir="auto" />
    <label class="pick"
      ><input type="checkbox" name="free" value="yes" ${typed.free === 'yes' ? html` checked` : null} /> For whoever is
      free, not for me</label
    >`;
}

function capital(words: string): string {
  return `${words.charAt(0).toUpperCase()}${words.slice(1)}`;
}
