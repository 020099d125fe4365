import { stageOf } from '../../domain/lifecycle.ts';
import { html, type Html } from '../../lib/html.ts';
import type { Ask, DeskDeps } from '../desk.ts';
import { actForm, problemOf } from './form.ts';
import type { Looked } from './look.ts';
import type { Refused } from './pages.ts';
import { splitTool } from './split.ts';

/** What else can be done with a ticket, folded away: each act is one form. */
export function otherActs(deps: DeskDeps, ask: Ask, looked: Looked, isLive: boolean, refused: Refused | null): Html {
  const { ticket, standing } = looked;
  const { people, ladder } = deps.acts.staff;
  const stage = stageOf(ticket);
  const typed = (verb: string, name: string): string => (refused?.verb === verb ? (refused.form.get(name) ?? '') : '');
  const open = (...verbs: readonly string[]): Html | null =>
    refused !== null && verbs.includes(refused.verb) ? html` open` : null;
  const reps = people.filter(({ roles }) => roles.includes('rep'));
  return html`<section class="card">
    <h2>Do</h2>
    ${problemOf(refused, 'take', 'assign', 'escalate', 'merge', 'unmerge', 'split', 'unsend', 'onsite', 'commit', 'resume', 'reopen', 'release', 'seen', 'shelve', 'file')}
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
    ${isLive || stage === 'resolved' ? splitTool(ask, looked, refused?.verb === 'split') : null}
    ${stage === 'merged' && looked.mergedInto !== null ? actForm(ask, looked, 'unmerge', `Take it out of #${looked.mergedInto} again`, html`<input type="hidden" name="from" value="${looked.mergedInto}" />`) : null}
  </section>`;
}
