import { percentOf, sayKept, sumKept, sumsByMetric, type Kept } from '../../domain/board/kept.ts';
import { LEVELS } from '../../domain/level.ts';
import { sayDay, sayTime } from '../../domain/say-time.ts';
import { html, type Html } from '../../lib/html.ts';
import type { Ask, DeskDeps } from '../desk.ts';
import { nameOf } from '../words.ts';
import { keptBars } from './charts.ts';
import { levelDigit } from './level.ts';
import type { Board } from './look.ts';

/** The five numbers, each a link to its list. */
export function figures(board: Board, ask: Ask): Html {
  const { counts, soon, today, week, keptToday } = board;
  const kept = sumKept(board.thisWeek);
  const percent = percentOf(kept);
  const brokenToday = keptToday.of - keptToday.kept;
  const span = ({ first, last }: Board['week']): string => `from=${first}&to=${last}`;
  return html`<ul class="figures">
    ${figure('/queue?show=late', counts.late, counts.late === 0 ? '● late: nothing is' : `■ ${tickets(counts.late)} late now`, counts.late === 0 ? null : 'late')}
    ${figure('/board/promises?open=soon', counts.dueSoon, `due within a working hour, by ${sayTime(soon, ask)}`, counts.dueSoon === 0 ? null : 'now')}
    ${figure(`/board/promises?kept=no&${span(today)}`, brokenToday, `${brokenToday === 1 ? 'promise' : 'promises'} broken today, ${keptToday.kept} kept`, null)}
    ${figure(`/board/promises?${span(week)}`, percent === null ? 'none' : `${percent} %`, percent === null ? 'fell due this week' : `kept this week: ${sayKept(kept)} promises`, null)}
    ${figure('/queue?show=confirm', counts.unconfirmed, `${counts.unconfirmed === 1 ? 'level is' : 'levels are'} not confirmed yet`, null)}
  </ul>`;
}

function figure(href: string, value: number | string, words: string, tone: string | null): Html {
  return html`<li ${tone === null ? null : html` class="${tone}"`}>
    <a href="${href}"><b>${value}</b> ${words}</a>
  </li>`;
}

function tickets(n: number): string {
  return n === 1 ? 'ticket' : 'tickets';
}

/** Kept and broken by level this week: bars, and the same numbers in a table, each a link to its list. */
export function byLevel(board: Board, { policy }: DeskDeps): Html {
  const rows = LEVELS.map((level) => ({
    level,
    label: `${level}  ${policy.levels[level].name}`,
    ...sumsByMetric(board.thisWeek.filter((row) => row.level === level)),
  }));
  const whole = sumsByMetric(board.thisWeek);
  if (whole.callBacks.of + whole.resolutions.of === 0)
    return html`<section class="card">
      <h2>Kept and broken this week, by level</h2>
      <p>No promise fell due since Monday, so there is nothing to count yet.</p>
    </section>`;
  const { first, last } = board.week;
  const link = (level: string, metric: string): string =>
    `/board/promises?from=${first}&to=${last}&metric=${metric}${level === '' ? '' : `&level=${level}`}`;
  const line = (
    head: Html,
    level: string,
    { callBacks, resolutions }: Pick<(typeof rows)[number], 'callBacks' | 'resolutions'>,
  ): Html =>
    html`<tr>
      <th scope="row">${head}</th>
      ${cells(callBacks, link(level, 'call_back'))}${cells(resolutions, link(level, 'resolution'))}
    </tr>`;
  return html`<section class="card">
    <h2>Kept and broken this week, by level</h2>
    <div class="halves">
      <div>
        <h3>Call-backs</h3>
        ${keptBars(
          'hatch-calls',
          rows.map(({ label, callBacks }) => ({ label, kept: callBacks })),
        )}
      </div>
      <div>
        <h3>Resolutions</h3>
        ${keptBars(
          'hatch-solved',
          rows.map(({ label, resolutions }) => ({ label, kept: resolutions })),
        )}
      </div>
    </div>
    <p class="soft small">
      <span class="key kept" aria-hidden="true">■</span> kept
      <span class="key broken" aria-hidden="true">▨</span> broken (hatched). Since
      ${sayDay(Temporal.PlainDate.from(first))}; a promise counts on the day on which it was kept, or on which it was
      broken.
    </p>
    <div class="wide">
      <table class="board">
        ${heads('Level')}
        <tbody class="num">
          ${rows.map((row) => line(html`${levelDigit(row.level, policy)} ${policy.levels[row.level].name}`, String(row.level), row))}
          ${line(html`All`, '', whole)}
        </tbody>
      </table>
    </div>
  </section>`;
}

/** The same by rep, in the order of their names, with how many it is of: for managers alone, and no ranking. */
export function byRep(board: Board, { acts }: DeskDeps): Html {
  const reps = [...new Set(board.thisWeek.map(({ rep }) => rep))]
    .map((rep) => ({
      rep,
      name: rep === null ? 'Nobody had it' : nameOf(acts.staff, rep),
      rows: board.thisWeek.filter((row) => row.rep === rep),
    }))
    .toSorted((a, b) => Number(a.rep === null) - Number(b.rep === null) || a.name.localeCompare(b.name, 'en'));
  if (reps.length === 0) return html``;
  const { first, last } = board.week;
  return html`<section class="card">
    <h2>Kept and broken this week, by rep</h2>
    <p class="soft small">
      Only managers see this. The order is that of the alphabet: a share of few promises says little of a person.
    </p>
    <div class="wide">
      <table class="board">
        ${heads('Rep')}
        <tbody class="num">
          ${reps.map(({ rep, name, rows }) => {
            const { callBacks, resolutions } = sumsByMetric(rows);
            const link = (metric: string): string =>
              `/board/promises?from=${first}&to=${last}&metric=${metric}&rep=${encodeURIComponent(rep ?? 'nobody')}`;
            return html`<tr>
              <th scope="row">${name}</th>
              ${cells(callBacks, link('call_back'))}${cells(resolutions, link('resolution'))}
            </tr>`;
          })}
        </tbody>
      </table>
    </div>
  </section>`;
}

function heads(first: string): Html {
  const three = ['kept', 'broken', 'in time'].map((word) => html`<th scope="col">${word}</th>`);
  return html`<thead>
    <tr>
      <th scope="col" rowspan="2">${first}</th>
      <th scope="colgroup" colspan="3">Call-backs</th>
      <th scope="colgroup" colspan="3">Resolutions</th>
    </tr>
    <tr>
      ${three}${three}
    </tr>
  </thead>`;
}

function cells(kept: Kept, href: string): Html {
  const percent = percentOf(kept);
  if (percent === null) return html`<td class="soft" colspan="3">none fell due</td>`;
  const broken = kept.of - kept.kept;
  return html`<td>${kept.kept === 0 ? 0 : html`<a href="${href}&kept=yes">${kept.kept}</a>`}</td>
    <td>${broken === 0 ? 0 : html`<a href="${href}&kept=no">${broken}</a>`}</td>
    <td>${percent} % of ${kept.of}</td>`;
}

/** Whether somebody may see what each rep kept. */
export function maySeeReps({ actor }: Pick<Ask, 'actor'>): boolean {
  return actor.roles.includes('manager');
}
