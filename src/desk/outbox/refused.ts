import { html, type Html } from '../../lib/html.ts';
import type { pausedOutlets, RefusalRow, suppressedAddresses } from '../../store/desk/outbox.ts';
import type { Ask, DeskDeps } from '../desk.ts';
import { nameOf, timeOf } from '../words.ts';

/** What was not let out, each with its rule. */
export function refusalTable({ acts: { staff } }: DeskDeps, rows: readonly RefusalRow[], when: Ask): Html {
  return html`<div class="wide" tabindex="0" role="region" aria-label="Messages that were not let out">
    <table class="ledger">
      <thead>
        <tr>
          <th scope="col">When</th>
          <th scope="col">What was not sent, and why</th>
          <th scope="col">Ticket</th>
          <th scope="col">Item</th>
        </tr>
      </thead>
      <tbody>
        ${rows.map(({ at, kind, rule, reason, reference, inboundId, people }) => {
          const whom = people.length === 0 ? '' : ` to ${people.map((id) => nameOf(staff, id)).join(', ')}`;
          return html`<tr>
            <td class="nowrap">${timeOf(at, when)}</td>
            <td>
              ${kind.replaceAll('_', ' ')}${whom} not sent: rule <code>${rule}</code><span class="why">${reason}</span>
            </td>
            <td class="nowrap">
              ${reference === null ? null : html`<a href="/tickets/${reference}">#${reference}</a>`}
            </td>
            <td class="num">${inboundId === null ? null : html`<a href="/ledger/${inboundId}">${inboundId}</a>`}</td>
          </tr>`;
        })}
      </tbody>
    </table>
  </div>`;
}

/** Addresses that nothing is sent to any more. */
export function suppressedCard(list: Awaited<ReturnType<typeof suppressedAddresses>>, when: Ask): Html {
  return html`<section class="card">
    <h2>Addresses that nothing is sent to any more</h2>
    ${
      list.length === 0
        ? html`<p class="soft">
            None. An address comes here when our mail to it bounces for good, or its owner complains.
          </p>`
        : html`<ul>
              ${list.map(({ address, reason, since }) => html`<li><b>${address}</b>: ${reason} <span class="soft">since ${timeOf(since, when)}</span></li>`)}
            </ul>
            <p class="soft small">
              Works one again? Whoever runs the database deletes its row in the table <code>suppression</code>.
            </p>`
    }
  </section>`;
}

/** A way out that is closed for a while, and what to do. */
export function pausedLine(
  { outlet, until, reason }: Awaited<ReturnType<typeof pausedOutlets>>[number],
  when: Ask,
): Html {
  return html`<p class="problem late">
    <strong>■ Nothing goes out by ${outlet} until ${timeOf(until, when)}:</strong>
    ${reason ?? 'our account was refused'}. Mend how it signs in (<code>postroom doctor</code> tells); then it goes on
    by itself.
  </p>`;
}
