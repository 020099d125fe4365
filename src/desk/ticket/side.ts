import { stageOf } from '../../domain/lifecycle.ts';
import { LEVELS } from '../../domain/level.ts';
import { RAISED } from '../../domain/say-journal.ts';
import { html, type Html } from '../../lib/html.ts';
import type { Ask, DeskDeps } from '../desk.ts';
import { hidden } from '../frame.ts';
import { nameOf, timeOf } from '../words.ts';
import type { Looked } from './look.ts';
import type { Refused } from './pages.ts';

/** What stands beside the conversation: the level and why, the customer, and what else can be done. */
export function ticketSide(deps: DeskDeps, ask: Ask, looked: Looked, refused: Refused | null): Html {
  const stage = stageOf(looked.ticket);
  const isLive = stage === 'open' || stage === 'waiting';
  const mayAct = ask.actor.roles.some((role) => role === 'rep' || role === 'manager');
  return html`<aside aria-label="About the ticket">
    ${levelCard(deps, ask, looked, mayAct && isLive, refused)} ${customerCard(ask, looked, mayAct)}
    ${mayAct ? others(deps, ask, looked, isLive, refused) : null} ${seenBy(deps, ask, looked)}
  </aside>`;
}

/** A form of one act: its fields between the hidden ones and the button. */
export function actForm(
  ask: Ask,
  looked: Looked,
  verb: string,
  button: string,
  fields: Html,
  key: string | null = null,
): Html {
  return html`<form method="post" action="/tickets/${looked.ticket.reference}/${verb}">
    ${hidden(ask.field)}<input type="hidden" name="version" value="${looked.ticket.version}" />
    ${fields}
    <p><button ${key === null ? null : html` data-key="${key}" aria-keyshortcuts="${key}"`}>${button}</button></p>
  </form>`;
}

/** Why an act of this form was not done. */
export function problemOf(refused: Refused | null, ...verbs: readonly string[]): Html | null {
  return refused !== null && verbs.includes(refused.verb)
    ? html`<p class="problem late" role="alert"><strong>Not done:</strong> ${refused.why}.</p>`
    : null;
}

function levelCard(deps: DeskDeps, ask: Ask, looked: Looked, mayAct: boolean, refused: Refused | null): Html {
  const { ticket } = looked;
  const { suggestion } = ticket;
  const level = ticket.confirmedLevel ?? ticket.suggestedLevel;
  const isConfirmed = ticket.confirmedLevel !== null;
  const chosen = Number(refused?.verb === 'level' ? refused.form.get('level') : level);
  const typed = (name: string): string => (refused?.verb === 'level' ? (refused.form.get(name) ?? '') : '');
  return html`<section class="card" id="level">
    <h2>Level</h2>
    ${problemOf(refused, 'level')}
    ${
      mayAct
        ? actForm(
            ask,
            looked,
            'level',
            isConfirmed ? 'Change the level' : 'Confirm the level',
            html`<fieldset class="levels" data-key="l">
                <legend class="sr">Level</legend>
                ${LEVELS.map((one) => html`<label title="${deps.policy.levels[one].name}"><input type="radio" name="level" value="${one}" data-key="l ${one}" ${one === chosen ? html` checked` : null} /><span aria-hidden="true">${one}</span><span class="sr">${one}, ${deps.policy.levels[one].name}</span></label>`)}
              </fieldset>
              <p class="small soft">
                ${level} is “${deps.policy.levels[level].name}”, ${isConfirmed ? 'confirmed' : 'suggested'}.
              </p>
              ${
                isConfirmed
                  ? html`<details ${refused?.verb === 'level' ? html` open` : null}>
                      <summary>Reason for a change</summary>
                      <label for="reason">To raise it</label>
                      <select id="reason" name="reason">
                        <option value="">choose</option>
                        ${Object.entries(RAISED).map(([value, words]) => html`<option value="${value}" ${typed('reason') === value ? html` selected` : null}>${words}</option>`)}
                      </select>
                      <label for="level-note">In own words <small>needed to lower it</small></label>
                      <input id="level-note" name="note" value="${typed('note')}" maxlength="5000" />
                    </details>`
                  : null
              }`,
            'l Enter',
          )
        : html`<p>${level}, ${deps.policy.levels[level].name}, ${isConfirmed ? 'confirmed' : 'suggested'}.</p>`
    }
    <h3>Because</h3>
    <p class="small">${suggestion.because}</p>
    ${
      suggestion.evidence.length === 0
        ? null
        : html`<ol class="because small">
            ${suggestion.evidence.map(({ text, signal, where }) => html`<li><mark dir="auto">${text}</mark> <span class="soft">${signal.replaceAll('_', ' ')}${where === 'subject' ? ', in the subject' : ''}</span></li>`)}
          </ol>`
    }
    <p class="small soft">The rules are ${sureness(suggestion.confidence)} of level ${ticket.suggestedLevel}.</p>
  </section>`;
}

function sureness(confidence: number): string {
  const percent = Math.round(confidence * 100);
  return `${percent >= 80 ? 'quite sure' : percent >= 50 ? 'fairly sure' : 'not sure'} (${percent} %)`;
}

const COVERS = {
  covered: 'covered by an agreement',
  expired: 'the agreement has ended',
  not_yet: 'the agreement has not begun',
  unknown: 'no agreement is known',
  unchecked: null,
} as const;

function customerCard(ask: Ask, looked: Looked, mayAct: boolean): Html {
  const { ticket, brief, cover } = looked;
  const { customer } = brief;
  const until = customer?.agreement.until ?? null;
  const number = brief.contactPhone ?? brief.housePhone;
  return html`<section class="card">
    <h2>Customer</h2>
    <dl class="facts">
      <dt>Writes</dt>
      <dd dir="auto">${ticket.requesterName || ticket.requesterAddress || 'unknown'}</dd>
      ${
        ticket.requesterName !== '' && ticket.requesterAddress !== ''
          ? html`<dt>Address</dt>
              <dd>${ticket.requesterAddress}</dd>`
          : null
      }
      ${
        number === null
          ? null
          : html`<dt>Number</dt>
              <dd><a href="tel:${number}">${number}</a></dd>`
      }
      <dt>Customer</dt>
      <dd>
        ${customer === null ? 'not known' : ticket.customerId === null ? customer.name : html`<a href="/customers/${ticket.customerId}">${customer.name}</a>`}
      </dd>
      ${
        COVERS[cover] === null
          ? null
          : html`<dt>Agreement</dt>
              <dd>
                ${cover === 'covered' ? null : html`<span class="tone now">▲</span> `}${customer?.agreement.number ?? ''}
                ${COVERS[cover]}${until === null ? '' : `, to ${until}`}
              </dd>`
      }
      ${
        brief.suppressed === null
          ? null
          : html`<dt>Mail</dt>
              <dd><span class="tone late">■</span> nothing is sent there: ${brief.suppressed}</dd>`
      }
      ${
        looked.possiblyOf === null
          ? null
          : html`<dt>Perhaps</dt>
              <dd>the same as <a href="/tickets/${looked.possiblyOf}">#${looked.possiblyOf}</a></dd>`
      }
    </dl>
    ${
      mayAct
        ? html`<details class="tool">
            <summary>It is somebody else’s</summary>
            ${actForm(
              ask,
              looked,
              'file',
              'File it',
              html`<label for="customer">Name of the customer <small>as the list has it; empty: nobody’s</small></label
                ><input
                  id="customer"
                  name="customer"
                  value="${customer?.name ?? ''}"
                  maxlength="200"
                />${ticket.channel === 'fax' ? html`<label class="pick"><input type="checkbox" name="always" value="yes" /> and all faxes from this number from now on</label>` : null}`,
            )}
          </details>`
        : null
    }
  </section>`;
}

function others(deps: DeskDeps, ask: Ask, looked: Looked, isLive: boolean, refused: Refused | null): Html {
  const { ticket, standing } = looked;
  const { people, ladder } = deps.acts.staff;
  const stage = stageOf(ticket);
  const typed = (verb: string, name: string): string => (refused?.verb === verb ? (refused.form.get(name) ?? '') : '');
  const open = (...verbs: readonly string[]): Html | null =>
    refused !== null && verbs.includes(refused.verb) ? html` open` : null;
  const reps = people.filter(({ roles }) => roles.includes('rep'));
  return html`<section class="card">
    <h2>Do</h2>
    ${problemOf(refused, 'take', 'assign', 'escalate', 'merge', 'onsite', 'commit', 'resume', 'reopen', 'release', 'seen', 'shelve', 'file')}
    ${
      isLive
        ? html`<details class="tool" ${open('assign')}>
              <summary data-key="a">Give it to somebody <kbd>a</kbd></summary>
              ${actForm(
                ask,
                looked,
                'assign',
                'Give it',
                html`<label for="to">To</label
                  ><select id="to" name="to">
                    <option value="">nobody: set it free</option>
                    ${reps.map(({ id, name }) => html`<option value="${id}" ${id === ticket.assignee ? html` selected` : null}>${name}</option>`)}
                  </select>`,
              )}
            </details>
            <details class="tool" ${open('escalate')}>
              <summary>Escalate</summary>
              ${actForm(
                ask,
                looked,
                'escalate',
                'Escalate',
                html`<label for="why">Why <small>whoever is called reads it first</small></label
                  ><textarea id="why" name="reason" required>${typed('escalate', 'reason')}</textarea>
                  <fieldset class="picks">
                    <legend>Who wishes it</legend>
                    <label class="pick"><input type="radio" name="by" value="customer" checked /> the customer</label>
                    <label class="pick"><input type="radio" name="by" value="staff" /> we do</label>
                  </fieldset>
                  <label for="rung">To</label
                  ><select id="rung" name="rung">
                    ${ladder.map(({ title }, i) => html`<option value="${i + 1}" ${i === Math.min(standing?.escalatedTo ?? 0, ladder.length - 1) ? html` selected` : null}>${title}</option>`)}
                  </select>`,
              )}
            </details>
            <details class="tool" ${open('onsite')}>
              <summary>Visit on site</summary>
              ${actForm(
                ask,
                looked,
                'onsite',
                'Note it',
                html`<label for="step">Step</label
                  ><select id="step" name="step">
                    ${[
                      ['requested', 'asked for'],
                      ['agreed', 'agreed by a manager'],
                      ['arrived', 'arrived'],
                      ['left', 'left'],
                    ].map(([value, words]) => html`<option value="${value!}">${words!}</option>`)}</select
                  ><label for="who">Who travels</label
                  ><input id="who" name="who" maxlength="200" value="${typed('onsite', 'who')}" /><label for="date"
                    >On</label
                  ><input id="date" name="date" type="date" value="${typed('onsite', 'date')}" /><label
                    for="onsite-note"
                    >Note</label
                  ><input id="onsite-note" name="note" maxlength="5000" value="${typed('onsite', 'note')}" />`,
              )}
            </details>
            ${
              (ticket.confirmedLevel ?? ticket.suggestedLevel) === 5 || ticket.committedFor !== null
                ? html`<details class="tool" ${open('commit')}>
                    <summary>Name a release or date</summary>
                    ${actForm(ask, looked, 'commit', 'Tell the customer', html`<label for="release">Release or date</label><input id="release" name="release" required maxlength="200" value="${typed('commit', 'release')}" /><label for="commit-text">What the customer is told</label><textarea id="commit-text" name="text">${typed('commit', 'text')}</textarea>`)}
                  </details>`
                : null
            }
            <details class="tool" ${open('merge')}>
              <summary>Merge into another</summary>
              ${actForm(ask, looked, 'merge', 'Merge', html`<label for="into">Number of the other ticket</label><input id="into" name="into" required maxlength="20" placeholder="K7Q-2M4" value="${typed('merge', 'into')}" />`)}
            </details>
            <details class="tool" ${open('shelve')}>
              <summary>Not ours, or junk</summary>
              ${actForm(
                ask,
                looked,
                'shelve',
                'Put it into junk',
                html`<label for="shelve-why"
                    >Why <small>it stays in the ledger, and can be taken out again</small></label
                  ><input id="shelve-why" name="why" required maxlength="200" value="${typed('shelve', 'why')}" />`,
              )}
            </details>
            ${
              (standing?.escalatedTo ?? 0) > 0 || looked.clocks.some(({ overdue }) => overdue)
                ? html`<details class="tool">
                    <summary>I have seen the alert</summary>
                    ${actForm(
                      ask,
                      looked,
                      'seen',
                      'I have seen it, I take care',
                      html`<label for="seen-note">Note <small>optional</small></label
                        ><input id="seen-note" name="note" maxlength="5000" />`,
                    )}
                  </details>`
                : null
            }`
        : null
    }
    ${
      stage === 'waiting'
        ? html`<details class="tool" ${open('resume')}>
            <summary>Go on without the answer</summary>
            ${actForm(
              ask,
              looked,
              'resume',
              'End the wait',
              html`<label for="resume-note">Why <small>optional</small></label
                ><input id="resume-note" name="note" maxlength="5000" />`,
            )}
          </details>`
        : null
    }
    ${
      stage === 'resolved'
        ? html`<details class="tool" ${open('reopen')}>
            <summary>Open it again</summary>
            ${actForm(ask, looked, 'reopen', 'Open it again', html`<label for="reopen-note">Why</label><input id="reopen-note" name="note" required maxlength="5000" />`)}
          </details>`
        : null
    }
    ${stage === 'shelved' ? actForm(ask, looked, 'release', 'It is ours: put it on the desk', html``) : null}
    ${stage === 'merged' ? html`<p class="soft small">Nothing is left to do here.</p>` : null}
  </section>`;
}

function seenBy({ acts }: DeskDeps, ask: Ask, { visitors, drafts }: Looked): Html {
  const when = { now: ask.now, zone: ask.zone };
  const theirs = drafts.filter(({ person }) => person !== ask.actor.id);
  return html`<section class="card small">
    <h2>Who looked</h2>
    <ul class="because">
      ${visitors.map(({ person, at }) => html`<li>${nameOf(acts.staff, person)}, ${timeOf(at, when)}</li>`)}
    </ul>
    ${theirs.map(({ person, at }) => html`<p>✎ ${nameOf(acts.staff, person)} began to write, ${timeOf(at, when)}.</p>`)}
  </section>`;
}
