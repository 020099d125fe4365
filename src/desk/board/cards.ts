import { whyBroken } from '../../domain/board/kept.ts';
import { METRIC_WORDS } from '../../domain/promise/why-words.ts';
import { localIn, sayDay } from '../../domain/say-time.ts';
import { html, type Html } from '../../lib/html.ts';
import type { Ask, DeskDeps } from '../desk.ts';
import { levelDigit } from './level.ts';
import { levelSign, nameOf, timeOf } from '../words.ts';
import { arrivalColumns } from './charts.ts';
import type { Board } from './look.ts';

/** What arrived per hour today against the same weekdays before: columns, and their numbers in a table. */
export function arrivalsCard({ arrivals, today }: Board): Html {
  const { hours, days, usual } = arrivals;
  const weekday = sayDay(Temporal.PlainDate.from(today.first)).slice(0, 3);
  const mean =
    days === 0
      ? 'no day to compare with yet'
      : days === 1
        ? `the ${weekday} before`
        : `the mean of the last ${days} on a ${weekday}`;
  const some = hours.filter(({ today, mean }) => (today ?? 0) > 0 || (mean ?? 0) > 0);
  return html`<section class="card">
    <h2>Arrivals per hour today</h2>
    <p>
      <strong class="num">${arrivals.today}</strong> so
      far${usual === null ? `; there is ${mean}` : `; usually ${round(usual)} by this hour`}.
    </p>
    ${
      some.length === 0
        ? null
        : html`${arrivalColumns(arrivals)}
            <p class="soft small">
              <span class="key arrived" aria-hidden="true">■</span>
              today${days === 0 ? null : html` <span aria-hidden="true">┄</span> ${mean}`}
            </p>
            <details>
              <summary>The numbers</summary>
              <div class="wide">
                <table>
                  <thead>
                    <tr>
                      <th scope="col">Hour</th>
                      <th scope="col">Today</th>
                      <th scope="col">Mean</th>
                    </tr>
                  </thead>
                  <tbody class="num">
                    ${some.map(
                      (one) =>
                        html`<tr>
                          <th scope="row">${one.hour}:00</th>
                          <td>${one.today ?? 'to come'}</td>
                          <td>${one.mean === null ? '' : round(one.mean)}</td>
                        </tr>`,
                    )}
                  </tbody>
                </table>
              </div>
            </details>`
    }
  </section>`;
}

function round(n: number): string {
  return n.toFixed(1).replace(/\.0$/u, '');
}

/** Open tickets that nobody has, the soonest due first. */
export function freeCard({ free, counts }: Board, ask: Ask, { policy }: DeskDeps): Html {
  return html`<section class="card">
    <h2>Nobody has it${counts.free === 0 ? null : html`: <a href="/queue?show=free">${counts.free}</a>`}</h2>
    ${
      counts.free === 0
        ? html`<p>Every open ticket is somebody's.</p>`
        : html`<ul class="plain-list">
            ${free.map(
              (ticket) =>
                html`<li>
                  ${levelSign(ticket.confirmedLevel ?? ticket.suggestedLevel, ticket.confirmedLevel !== null, policy.levels)}
                  <a href="/tickets/${ticket.reference}">#${ticket.reference} ${ticket.subject || '(no subject)'}</a>
                  <span class="soft small">${due(ticket.dueAt, ask)}</span>
                </li>`,
            )}
          </ul>`
    }
    ${counts.free > free.length ? html`<p><a href="/queue?show=free">All ${counts.free} in the queue</a></p>` : null}
  </section>`;
}

function due(at: number | null, ask: Ask): Html {
  if (at === null) return html`nothing is due`;
  return at < ask.now
    ? html`<span class="tone late">■ Late</span> was due ${timeOf(at, ask)}`
    : html`due ${timeOf(at, ask)}`;
}

/** Open tickets that were carried up the ladder: who was told, and who has seen it. */
export function escalationsCard({ escalated }: Board, ask: Ask, { policy, acts }: DeskDeps): Html {
  const total = escalated[0]?.total ?? 0;
  const names = (ids: readonly string[]): string => ids.map((id) => nameOf(acts.staff, id)).join(', ');
  return html`<section class="card">
    <h2>Carried up the ladder${total === 0 ? null : `: ${total}`}</h2>
    ${total === 0 ? html`<p>No open ticket was carried up in the last 30 days.</p>` : null}
    <ul class="plain-list">
      ${escalated.map(
        (one) =>
          html`<li>
            ${levelSign(one.level, one.confirmed, policy.levels)}
            <a href="/tickets/${one.reference}">#${one.reference} ${one.subject || '(no subject)'}</a>
            <span class="soft small"
              >to ${acts.staff.ladder[one.rung - 1]?.title ?? `rung ${one.rung}`}, ${timeOf(one.at, ask)};
              ${one.assignee === null ? 'nobody has it' : `${names([one.assignee])} has it`};
              ${one.told.length === 0 ? 'nobody could be told' : `told: ${names(one.told)}`}${one.seen.length === 0 ? null : html`; seen by ${one.seen.map(({ person, at }, n) => html`${n === 0 ? '' : ', '}${names([person])} ${timeOf(at, ask)}`)}`}</span
            >
            ${one.seen.length === 0 ? html`<span class="tone now">▲ Nobody has seen it</span>` : null}
          </li>`,
      )}
    </ul>
    ${total > escalated.length ? html`<p class="soft small">Those that nobody has seen come first; ${total - escalated.length} more are not shown.</p>` : null}
  </section>`;
}

/** The promises that were broken last, with why, as far as it is known, and who was told. */
export function brokenCard({ broken, week }: Board, ask: Ask, { policy, acts }: DeskDeps): Html {
  const total = broken[0]?.total ?? 0;
  const list = `/board/promises?kept=no&from=${week.first}&to=${week.last}`;
  const name = (id: string): string => nameOf(acts.staff, id);
  return html`<section class="card">
    <h2>Broken this week${total === 0 ? null : html`: <a href="${list}">${total}</a>`}</h2>
    ${total === 0 ? html`<p>No promise was broken since ${sayDay(localIn(ask.zone, week.from).toPlainDate())}.</p>` : null}
    <ul class="plain-list">
      ${broken.map(
        (one) =>
          html`<li>
            ${levelDigit(one.level, policy)}
            <a href="/tickets/${one.reference}">#${one.reference} ${one.subject || '(no subject)'}</a>
            <span class="soft small"
              >${one.customer}; the ${METRIC_WORDS[one.metric]} was due ${timeOf(one.dueAt, ask)},
              ${one.metAt === null ? 'still open' : html`done ${timeOf(one.metAt, ask)}`}</span
            >
            <span class="small"
              >Why: ${whyBroken(one, name)};
              ${one.told.length === 0 ? 'nobody of the ladder was told' : `told: ${one.told.map(name).join(', ')}`}.</span
            >
          </li>`,
      )}
    </ul>
    ${total > broken.length ? html`<p><a href="${list}">All ${total}</a></p>` : null}
  </section>`;
}
