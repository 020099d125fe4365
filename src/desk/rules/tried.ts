import { LEVELS } from '../../domain/level.ts';
import { html, type Html } from '../../lib/html.ts';
import type { DeskDeps } from '../desk.ts';
import type { Tried } from './desk-rules.ts';

/** Changed tickets, and phrases that change some, that are shown. */
const MOST = 50;

/** What other rules would change, or why they cannot be read. */
export function triedCard(_deps: DeskDeps, tried: Tried): Html {
  if ('problems' in tried)
    return html`<section class="problem late" role="alert">
      <h2>These rules cannot be tried</h2>
      <ul>
        ${tried.problems.map((problem) => html`<li>${problem}</li>`)}
      </ul>
      <p>Nothing was changed.</p>
    </section>`;
  const { trial, changed } = tried;
  const { confirmed, phrases } = trial;
  // worst first: what a person called grave and would be suggested lighter than now
  const danger = ({ from, to, confirmed: level }: (typeof changed)[number]): number =>
    level !== null && level <= 2 && to > from ? 0 : to > from ? 1 : 2;
  return html`<section class="card" id="tried">
    <h2>What these rules would change</h2>
    <p>
      ${trial.changed} of ${trial.tickets} tickets would be suggested another level.
      ${confirmed.tickets === 0 ? 'No level was confirmed by a person yet, so nobody can say whether that is better.' : html`Of ${confirmed.tickets} levels that a person confirmed, the rules in force meet <strong>${confirmed.met_before}</strong>, these <strong>${confirmed.met_after}</strong>.`}
      Nothing was changed.
    </p>
    ${confusionTable(trial.confusion, 'now', 'then')}
    ${
      changed.length === 0
        ? null
        : html`<h3>Tickets</h3>
            <ul class="because">
              ${changed
                .toSorted((a, b) => danger(a) - danger(b))
                .slice(0, MOST)
                .map(
                  ({ reference, subject, from, to, confirmed: level, causes }) =>
                    html`<li>
                      ${level !== null && level <= 2 && to > from ? html`<span class="tone late">■</span> ` : null}${from}
                      → ${to}${level === null ? '' : `, a person said ${level}`}:
                      <a href="/tickets/${reference}" dir="auto">#${reference} ${subject}</a>
                      <span class="soft small"
                        >${causes.map(({ by, signal, phrase }) => `${by === 'gained' ? '+' : '−'} ${signal}: ${phrase}`).join('; ')}</span
                      >
                    </li>`,
                )}
            </ul>
            ${changed.length > MOST ? html`<p class="soft">And ${changed.length - MOST} more.</p>` : null}
            <h3>What makes them change</h3>
            <ul class="because">
              ${phrases.slice(0, MOST).map(({ by, signal, phrase, tickets }) => html`<li>${tickets} × ${by === 'gained' ? 'now found' : 'no longer found'}, ${signal}: ${phrase}</li>`)}
              ${trial.by_weights === 0 ? null : html`<li>${trial.by_weights} × what signals speak for, or the decision table</li>`}
            </ul>`
    }
  </section>`;
}

/** How many went from each level (row) to each (column); what stays the same is set apart. */
export function confusionTable(rows: readonly (readonly number[])[], row: string, column: string): Html {
  return html`<div class="wide" tabindex="0" role="region" aria-label="${row} against ${column}">
    <table class="num">
      <thead>
        <tr>
          <th scope="col">${row} ↓ ${column} →</th>
          ${LEVELS.map((level) => html`<th scope="col">${level}</th>`)}
        </tr>
      </thead>
      <tbody>
        ${rows.map(
          (cells, i) =>
            html`<tr>
              <th scope="row">${i + 1}</th>
              ${cells.map((n, j) => html`<td>${n === 0 ? html`<span class="soft">·</span>` : i === j ? html`<strong>${n}</strong>` : n}</td>`)}
            </tr>`,
        )}
      </tbody>
    </table>
  </div>`;
}
