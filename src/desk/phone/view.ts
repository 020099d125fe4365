import { WORK } from '../../domain/call.ts';
import { LEVELS } from '../../domain/level.ts';
import { zoneName } from '../../domain/say-time.ts';
import { html, type Html } from '../../lib/html.ts';
import type { CallDraft } from '../../store/desk/call-drafts.ts';
import type { Caller, OpenTicket } from '../../store/desk/callers.ts';
import type { Ask, DeskDeps } from '../desk.ts';
import { hidden } from '../frame.ts';
import { timeOf } from '../words.ts';
import { OFFERED, type Offered } from './caller.ts';
import type { Typed } from './form.ts';
import { callerList } from './list.ts';
import { says, type Weighed } from './says.ts';
import { systemPicks } from './systems.ts';

/** What the page shows besides the fields. */
export type PhoneView = {
  readonly typed: Typed;
  /** who is picked, or null */
  readonly caller: Caller | null;
  readonly callers: readonly Caller[];
  /** more fit than are listed */
  readonly hasMore: boolean;
  /** whom to call back if nothing else is typed */
  readonly offered: Offered;
  /** tickets that it may be about */
  readonly open: readonly OpenTicket[];
  /** null while nothing was said */
  readonly weighed: Weighed | null;
  readonly draft: CallDraft | null;
  /** why it was not kept, in a sentence */
  readonly problem: string | null;
};

/** The page for a call: the order of its fields is the order of the talk. */
export function phonePage(deps: DeskDeps, ask: Ask, view: PhoneView): Html {
  const { typed, problem, draft } = view;
  const radio = (value: string, words: string): Html =>
    html`<label class="pick"
      ><input
        type="radio"
        name="work"
        value="${value}"
        ${value !== '' && typed.work === value ? html` checked` : null}
      />
      ${words}</label
    >`;
  return html`<div class="heading">
      <h1>Phone call</h1>
      <p class="soft">Its promises count from when the call began. What you write is kept as you go.</p>
    </div>
    ${problem === null ? null : html`<p class="problem late" role="alert"><strong>Not kept:</strong> ${problem}.</p>`}
    <form method="post" action="/phone" id="call-form" data-sketch="/phone/sketch" autocomplete="off">
      <div class="card">
        ${hidden(ask.field)}<input type="hidden" name="key" value="${typed.key}" /><input
          type="hidden"
          name="zone"
          value="${typed.zone || ask.zone}"
        />
        <label for="q">Who calls? <small>a name, a customer, or the number</small></label>
        <div class="find-row">
          <input id="q" name="q" value="${typed.q}" maxlength="200" ${problem === null ? html` autofocus` : null} />
          <button name="do" value="find" formnovalidate>Find</button>
        </div>
        ${callerList(deps, ask, view)}
        <label for="what">What happened?</label>
        <textarea id="what" name="text" maxlength="50000" dir="auto">${typed.text}</textarea>
        ${systemPicks(ask, view)}
        <fieldset class="list">
          <legend>Can people work?</legend>
          ${Object.entries(WORK).map(([value, words]) => radio(value, capital(words)))} ${radio('', 'Not said')}
        </fieldset>
        <p data-plain><button name="do" value="level" formnovalidate>Show the level</button></p>
      </div>
      ${says(deps, ask, view)}
      <div class="card">
        ${callBack(view)} ${more(deps, ask, typed)}
        <p class="tools">
          <button class="main" name="do" value="save">Keep it as a ticket</button>
          <button name="do" value="clear" formnovalidate>Throw it away</button>
        </p>
        ${draft === null ? html`<p class="small soft" data-saved role="status"></p>` : html`<p class="small soft" data-saved role="status">Begun ${timeOf(draft.at, ask)}.</p>`}
        <details ${typed.solution === '' ? null : html` open`}>
          <summary>Solved while you spoke</summary>
          <label for="solution">What solved it</label>
          <textarea id="solution" name="solution" maxlength="50000" dir="auto">${typed.solution}</textarea>
          <p class="small soft">Where a mail is to be sent, it says this.</p>
          <p><button name="do" value="solved">Keep it as solved</button></p>
        </details>
      </div>
    </form>`;
}

function callBack({ typed, offered }: Pick<PhoneView, 'typed' | 'offered'>): Html {
  const value = (name: (typeof OFFERED)[number]): string => typed[name] || offered[name];
  return html`<fieldset>
    <legend>Call back</legend>
    ${OFFERED.map((name) => html`<input type="hidden" name="offered_${name}" value="${typed[name] === '' ? offered[name] : ''}" />`)}
    <div class="row">
      <span
        ><label for="name">Whom</label><input id="name" name="name" value="${value('name')}" maxlength="200" dir="auto"
      /></span>
      <span
        ><label for="number">At which number</label
        ><input id="number" name="number" type="tel" value="${value('number')}" maxlength="60"
      /></span>
      <span
        ><label for="address">Mail <small>if known</small></label
        ><input id="address" name="address" type="email" value="${value('address')}" maxlength="300"
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
        ><label for="began">Call began <small>${zoneName(typed.zone || zone, now)}</small></label
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
