import { whyBroken } from '../../domain/board/kept.ts';
import { LEVELS } from '../../domain/level.ts';
import { METRIC_WORDS } from '../../domain/promise/why-words.ts';
import { localIn, sayDay, saySeconds } from '../../domain/say-time.ts';
import { HOUR, MINUTE } from '../../domain/time.ts';
import { html, type Html } from '../../lib/html.ts';
import { countedPromises, nearestPromises, type PromiseRow } from '../../store/desk/board-promises.ts';
import type { Answer, Ask, DeskDeps } from '../desk.ts';
import { KEEPERS } from '../desk.ts';
import { nameOf, timeOf } from '../words.ts';
import { addressOf, cursorOf, NOBODY, readList, type ListAsked } from './ask.ts';
import { maySeeReps } from './figures.ts';
import { levelDigit } from './level.ts';
import { keyOf, latenessOf } from './lateness.ts';

const ROWS = 50;

/** The list behind a number of the board. */
export async function promisesPage(deps: DeskDeps, ask: Ask): Promise<Answer> {
  const asked = readList(ask);
  if (asked.query.rep !== undefined && !maySeeReps(ask))
    return {
      status: 403,
      page: {
        title: 'Promises',
        at: 'board',
        main: html`<h1>Only managers see the promises of one person</h1>
          <p><a href="/board">To the board</a></p>`,
      },
    };
  const found = await rowsOf(deps, ask, asked);
  const rows = found.slice(0, ROWS);
  const late = await latenessOf(deps, rows, ask.now);
  const last = rows.at(-1);
  const next =
    found.length > ROWS && last !== undefined ? `/board/promises?${addressOf(asked)}&after=${cursorOf(last)}` : null;
  const title = titleOf(asked, ask);
  return {
    status: asked.problem === null ? 200 : 422,
    page: {
      title,
      at: 'board',
      main: html`<p class="soft small"><a href="/board" data-key="g b">‹ Board</a></p>
        <div class="heading"><h1>${title}</h1></div>
        ${asked.problem === null ? null : html`<p class="problem late" role="alert">${asked.problem}.</p>`}
        ${filter(deps, ask, asked)} ${rows.length === 0 ? emptyWords(asked) : table(deps, ask, rows, late)}
        <p class="pager">
          ${asked.after === null ? null : html`<a href="/board/promises?${addressOf(asked)}">First page</a>`}
          ${next === null ? null : html`<a href="${next}">Next ${ROWS}</a>`}
        </p>`,
    },
  };
}

async function rowsOf(
  { acts: { db, terms } }: DeskDeps,
  { now }: Ask,
  asked: ListAsked,
): Promise<readonly PromiseRow[]> {
  const page = { after: asked.after, limit: ROWS + 1 };
  if (asked.open === null) return countedPromises(db, asked.query, { ...page, now });
  const soon = terms.current.business.due(now, HOUR / MINUTE) ?? now + HOUR;
  return nearestPromises(db, asked.open === 'late' ? { from: null, until: now - 1 } : { from: now, until: soon }, page);
}

function titleOf({ open, days, query: { kept, metric } }: ListAsked, { zone }: Ask): string {
  if (open === 'late') return 'Late now';
  if (open === 'soon') return 'Due within a working hour';
  const what = metric === null ? 'Promises' : metric === 'call_back' ? 'Call-backs' : 'Resolutions';
  const day = (at: number): string => sayDay(localIn(zone, at).toPlainDate());
  const when = days.first === days.last ? day(days.from) : `${day(days.from)} to ${day(days.until - 1)}`;
  return `${what}${kept === null ? '' : kept ? ' kept' : ' broken'}, ${when}`;
}

function emptyWords({ open }: ListAsked): Html {
  const why =
    open === 'late'
      ? html`<strong>Nothing is late.</strong>`
      : open === 'soon'
        ? html`<strong>Nothing falls due within a working hour.</strong>`
        : html`<strong>No such promise fell due on these days.</strong> Choose other days, or all levels.`;
  return html`<p class="empty">${why} <a href="/board">To the board</a></p>`;
}

function filter({ policy, acts }: DeskDeps, ask: Ask, { open, days, query }: ListAsked): Html | null {
  if (open !== null) return null;
  const option = (value: string, chosen: boolean, words: string): Html =>
    html`<option value="${value}" ${chosen ? html`selected` : null}>${words}</option>`;
  const { kept, metric, level, rep } = query;
  const mayExport = ask.actor.roles.some((role) => KEEPERS.includes(role));
  return html`<form class="card sift" action="/board/promises">
    <div>
      <label for="kept">Kept or broken</label>
      <select id="kept" name="kept">
        ${option('', kept === null, 'Both')} ${option('yes', kept === true, 'Kept')}
        ${option('no', kept === false, 'Broken')}
      </select>
    </div>
    <div>
      <label for="metric">Promise</label>
      <select id="metric" name="metric">
        ${option('', metric === null, 'Both')} ${option('call_back', metric === 'call_back', 'Call-back')}
        ${option('resolution', metric === 'resolution', 'Resolution')}
      </select>
    </div>
    <div>
      <label for="level">Level</label>
      <select id="level" name="level">
        ${option('', level === null, 'All')}
        ${LEVELS.map((one) => option(String(one), one === level, `${one} ${policy.levels[one].name}`))}
      </select>
    </div>
    ${
      maySeeReps(ask)
        ? html`<div>
            <label for="rep">Rep</label>
            <select id="rep" name="rep">
              ${option('', rep === undefined, 'All')}
              ${acts.staff.people.map(({ id, name }) => option(id, id === rep, name))}
              ${option(NOBODY, rep === null, 'Nobody had it')}
            </select>
          </div>`
        : null
    }
    <div><label for="from">From</label> <input id="from" name="from" type="date" value="${days.first}" /></div>
    <div><label for="to">To, included</label> <input id="to" name="to" type="date" value="${days.last}" /></div>
    <div class="row">
      <button class="main">Show</button>
      ${mayExport ? html`<button formaction="/board/promises.csv">Save as CSV</button>` : null}
    </div>
  </form>`;
}

function table(deps: DeskDeps, ask: Ask, rows: readonly PromiseRow[], late: ReadonlyMap<string, number>): Html {
  const heads = ['Promise', 'Ticket', 'Due', 'Kept', 'Late by', 'Who'];
  return html`<div class="wide">
    <table class="board">
      <thead>
        <tr>
          ${heads.map((head) => html`<th scope="col">${head}</th>`)}
        </tr>
      </thead>
      <tbody>
        ${rows.map((row) => line(deps, ask, row, late.get(keyOf(row)) ?? null))}
      </tbody>
    </table>
  </div>`;
}

function line({ policy, acts }: DeskDeps, ask: Ask, row: PromiseRow, late: number | null): Html {
  const name = (id: string | null): string => nameOf(acts.staff, id);
  const isLate = row.metAt === null && row.dueAt < ask.now;
  const tone =
    row.isBroken || isLate
      ? html`<span class="tone late">■ ${row.metAt === null ? 'Late' : 'Broken'}</span>`
      : row.metAt === null
        ? html`<span class="tone now">▲ Open</span>`
        : html`<span class="tone ok">● Kept</span>`;
  return html`<tr>
    <td>${tone} ${METRIC_WORDS[row.metric]}</td>
    <td>
      ${levelDigit(row.level, policy)}
      <a href="/tickets/${row.reference}">#${row.reference} ${row.subject || '(no subject)'}</a>
      <span class="soft small">${row.customer}</span>
      ${row.isBroken && row.metric !== 'update' ? html`<br /><span class="small">Why: ${whyBroken(row, name)}; ${row.told.length === 0 ? 'nobody of the ladder was told' : `told: ${row.told.map(name).join(', ')}`}.</span>` : null}
    </td>
    <td class="nowrap">${timeOf(row.dueAt, ask)}</td>
    <td class="nowrap">${row.metAt === null ? 'not yet' : timeOf(row.metAt, ask)}</td>
    <td class="nowrap num">${late === null ? '' : saySeconds(Math.ceil(late / 60) * 60)}</td>
    <td>${name(row.rep)}</td>
  </tr>`;
}
