import { LEVELS } from '../../domain/level.ts';
import { RAISED } from '../../domain/say-journal.ts';
import { html, type Html } from '../../lib/html.ts';
import type { Ask, DeskDeps } from '../desk.ts';
import { actForm, problemOf } from './form.ts';
import type { Looked } from './look.ts';
import type { Refused } from './pages.ts';

/** The level, why, and the form to confirm or change it. */
export function levelCard(deps: DeskDeps, ask: Ask, looked: Looked, mayAct: boolean, refused: Refused | null): Html {
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
