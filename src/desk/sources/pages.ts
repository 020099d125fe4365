import { judge, type Check, type HealthFacts } from '../../domain/health.ts';
import { html, type Html } from '../../lib/html.ts';
import { faxLines, lastDay, untold, waysIn } from '../../store/desk/intake.ts';
import { mailboxHealth } from '../../store/ledger.ts';
import { EVERYBODY, KEEPERS, type Desk } from '../desk.ts';
import { timeOf } from '../words.ts';
import { boxCard, type Box } from './box.ts';
import { faxTable } from './fax.ts';

/** Whether everything that waits for us is being read: mailboxes, fax lines, and the house's own work. */
export function sourcesPages(desk: Desk): void {
  const { deps } = desk;
  const { db } = deps.acts;

  desk.get('/sources', EVERYBODY, async (ask) => {
    const facts = await deps.health();
    const checks = judge(facts, Date.now()); // health goes by the real clock: see docs/operating.md
    const [states, ways, behind, hours, lines] = [
      await mailboxHealth(db),
      await waysIn(db, ask.now),
      await untold(db),
      await lastDay(db, ask.now),
      await faxLines(db),
    ];
    const isKeeper = ask.actor.roles.some((role) => KEEPERS.includes(role));
    const boxes = deps.policy.mailboxes.map(({ id, address }): Box => ({
      id,
      address,
      readers: readersOf(facts, id, checks),
      states: states.filter(({ mailbox }) => mailbox === id || mailbox === `folder:${id}`),
      ways: ways.filter(({ mailbox }) => mailbox === id),
      untold: behind.get(id) ?? 0,
      hours: hours.get(id) ?? [],
    }));
    const main = html`<div class="heading">
        <h1>Sources</h1>
        <p class="soft">
          Whether everything that waits for us is being read. As of ${timeOf(Date.now(), { ...ask, now: Date.now() })}.
        </p>
      </div>
      ${verdict(checks)}
      <h2 class="part">Mailboxes</h2>
      <div class="halves">${boxes.map((box) => boxCard(box, ask, isKeeper))}</div>
      <h2 class="part">Fax lines</h2>
      ${faxTable({ facts, checks, lines, states, ask })}
      <h2 class="part">The house itself</h2>
      ${checkTable(checks)}`;
    return { page: { title: 'Sources', at: 'sources', main } };
  });
}

/** The readers of a mailbox, with what health says of each. */
function readersOf(facts: HealthFacts, mailbox: string, checks: readonly Check[]): Box['readers'] {
  return facts.mailboxes
    .filter(({ id }) => id === mailbox || id === `folder:${mailbox}`)
    .map(({ id, readAt }) => ({ id, readAt, check: checks.find(({ check }) => check === `mailbox ${id}`) ?? null }));
}

function verdict(checks: readonly Check[]): Html {
  const sick = checks.filter(({ state }) => state === 'failed');
  return sick.length === 0
    ? html`<p class="card">
        <span class="tone ok">✓ Well</span> Everything is being read, and every part of the house works.
      </p>`
    : html`<div class="card">
        <p><span class="tone late">■ ${sick.length} of ${checks.length} parts do not work</span></p>
        <ul>
          ${sick.map(({ check, what }) => html`<li><b>${check}</b>: ${what}</li>`)}
        </ul>
      </div>`;
}

function checkTable(checks: readonly Check[]): Html {
  return html`<div class="wide" tabindex="0" role="region" aria-label="Parts of the house">
    <table>
      <thead>
        <tr>
          <th scope="col">Part</th>
          <th scope="col">State</th>
          <th scope="col">What is known</th>
        </tr>
      </thead>
      <tbody>
        ${checks.map(
          ({ check, state, what }) =>
            html`<tr>
              <th scope="row">${check}</th>
              <td>
                <span class="tone ${state === 'ok' ? 'ok' : 'late'}">${state === 'ok' ? '✓ well' : '■ not well'}</span>
              </td>
              <td>${what}</td>
            </tr>`,
        )}
      </tbody>
    </table>
  </div>`;
}
