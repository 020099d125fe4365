import { METRIC_WORDS } from '../../domain/promise/why-words.ts';
import { sayTime } from '../../domain/say-time.ts';
import { html, type Html } from '../../lib/html.ts';
import type { Ask, DeskDeps } from '../desk.ts';
import { levelSign, timeOf } from '../words.ts';
import { MOST_OPEN, type Board, type Outlook } from './look.ts';

/** Rows that are told one by one. */
const ROWS = 10;

/** Which promises will be broken until the office closes, how sure that is, and how it was reckoned. */
export function outlookCard({ outlook, counts }: Board, ask: Ask, { policy }: DeskDeps): Html {
  if (outlook === null)
    return html`<section class="card">
      <h2>Will it hold?</h2>
      <p>Nothing can be foreseen: the service hours have no opening left. <a href="/sources">Tell your operator.</a></p>
    </section>`;
  const { broken, atWorst } = outlook;
  const more = atWorst - broken.length;
  return html`<section class="card">
    <h2>Will it hold?</h2>
    <p>${headline(outlook, ask)} ${lateWords(counts.late, outlook)}</p>
    ${
      broken.length === 0
        ? null
        : html`<div class="wide">
            <table class="board">
              <thead>
                <tr>
                  <th scope="col">Breaks</th>
                  <th scope="col">Ticket</th>
                  <th scope="col">Promise</th>
                  <th scope="col">How sure</th>
                </tr>
              </thead>
              <tbody>
                ${broken.slice(0, ROWS).map(
                  ({ promise, sure }) =>
                    html`<tr>
                      <td class="nowrap">${timeOf(promise.dueAt, ask)}</td>
                      <td>
                        ${levelSign(promise.level, promise.isConfirmed, policy.levels)}
                        <a href="/tickets/${promise.reference}"
                          >#${promise.reference} ${promise.subject || '(no subject)'}</a
                        >
                      </td>
                      <td>${METRIC_WORDS[promise.metric]}</td>
                      <td>
                        ${sure ? html`<span class="tone late">■ Surely</span> even if all are quick` : html`<span class="tone now">▲ Likely</span> at the usual pace`}
                      </td>
                    </tr>`,
                )}
              </tbody>
            </table>
          </div>`
    }
    ${broken.length > ROWS ? html`<p>And ${broken.length - ROWS} more.</p>` : null}
    ${more === 0 ? null : html`<p>If everything goes slowly, ${more} more ${more === 1 ? 'breaks' : 'break'}.</p>`}
    <p class="soft small">${method(outlook)}</p>
  </section>`;
}

function headline({ due, reps, broken, until }: Outlook, ask: Ask): Html {
  const end = sayTime(until, ask);
  if (due === 0) return html`<span class="tone ok">● Nothing falls due</span> before ${end}.`;
  const fall = `${due === 1 ? '1 promise falls' : `${due} promises fall`} due before ${end}`;
  const here =
    reps === 0 ? 'no rep works until then' : `${reps === 1 ? '1 rep works' : `${reps} reps work`} until then`;
  return broken.length === 0
    ? html`<span class="tone ok">● Yes.</span> ${fall}, ${here}: all will be kept at the present pace.`
    : html`<span class="tone late">■ No.</span> ${fall}, ${here}:
        <strong>${broken.length === 1 ? '1 will break' : `${broken.length} will break`}</strong> at the present pace.`;
}

function lateWords(late: number, { due }: Outlook): string | null {
  if (late === 0) return null;
  const first = due === 0 ? '' : late === 1 ? ', and is worked first' : ', and are worked first';
  return `${late === 1 ? '1 ticket is' : `${late} tickets are`} late already${first}.`;
}

/** The method in a sentence; docs/desk-board.md has it in full. */
function method({ pace, cut }: Outlook): string {
  const measured =
    pace.from === 'assumed'
      ? `20 working minutes each, which is assumed: there are too few acts of the last ten working days to measure`
      : `the desk needs ${pace.usual} working minutes for a promise (median of ${pace.of} in the last ten working days; a quarter took up to ${pace.quick}, a quarter ${pace.slow} or more)`;
  return `Reckoned as if the reps on duty worked the queue from its top, each at their own pace: ${measured}. What has yet to arrive is not counted.${cut ? ` Only the ${MOST_OPEN} promises that are due next were looked at.` : ''}`;
}
