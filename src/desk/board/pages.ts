import { html, type Html } from '../../lib/html.ts';
import { EVERYBODY, KEEPERS, type Ask, type Desk } from '../desk.ts';
import { timeOf } from '../words.ts';
import { arrivalsCard, brokenCard, escalationsCard, freeCard } from './cards.ts';
import { byLevel, byRep, figures, maySeeReps } from './figures.ts';
import { MOST_ROWS, promisesFile, ticketsFile } from './files.ts';
import { outlookCard } from './foresee.ts';
import { createLook, type Board } from './look.ts';
import { promisesPage } from './promises.ts';

/** The managers' board: today and the week at a glance, each number with its list. Reps see it too, without what each of them kept. */
export function boardPages(desk: Desk): void {
  const { deps } = desk;
  const look = createLook(deps);

  desk.get('/board', EVERYBODY, async (ask) => {
    const board = await look(ask);
    const main = html`<div class="heading">
        <h1>Board</h1>
        <span class="soft">as of ${timeOf(ask.now, ask)}</span>
        <a class="push" href="/board">Read it again</a>
      </div>
      ${healthy(board)} ${figures(board, ask)} ${outlookCard(board, ask, deps)}
      <div class="halves">${freeCard(board, ask, deps)} ${escalationsCard(board, ask, deps)}</div>
      ${byLevel(board, deps)}
      <div class="halves">${arrivalsCard(board)} ${brokenCard(board, ask, deps)}</div>
      ${maySeeReps(ask) ? byRep(board, deps) : null} ${exportCard(board, ask)}`;
    return { page: { title: 'Board', at: 'board', main } };
  });

  desk.get('/board/promises', EVERYBODY, async (ask) => promisesPage(deps, ask));
  desk.get('/board/promises.csv', KEEPERS, async (ask) => promisesFile(deps, ask));
  desk.get('/board/tickets.csv', KEEPERS, async (ask) => ticketsFile(deps, ask));
}

/** A desk with nothing to do says so. */
function healthy({ counts }: Board): Html | null {
  return counts.open === 0
    ? html`<p class="empty">
        <strong>No ticket is open.</strong> What arrives next is shown here and in the <a href="/queue">queue</a>.
      </p>`
    : null;
}

function exportCard({ week }: Board, { actor }: Ask): Html | null {
  if (!actor.roles.some((role) => KEEPERS.includes(role))) return null;
  return html`<section class="card">
    <h2>Save as a file</h2>
    <form class="sift" action="/board/promises.csv">
      <div><label for="from">From</label> <input id="from" name="from" type="date" value="${week.first}" /></div>
      <div><label for="to">To, included</label> <input id="to" name="to" type="date" value="${week.last}" /></div>
      <div class="row">
        <button>Promises as CSV</button>
        <button formaction="/board/tickets.csv">Tickets as CSV</button>
      </div>
    </form>
    <p class="soft small">
      At most ${MOST_ROWS} rows. Cells that begin like a formula have an apostrophe before them, so that no spreadsheet
      runs what a stranger wrote.
    </p>
  </section>`;
}
