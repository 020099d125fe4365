import { html, type Html } from '../../lib/html.ts';
import type { Ask } from '../desk.ts';
import { actForm } from './form.ts';
import type { Looked } from './look.ts';

const COVERS = {
  covered: 'covered by an agreement',
  expired: 'the agreement has ended',
  not_yet: 'the agreement has not begun',
  unknown: 'no agreement is known',
  unchecked: null,
} as const;

/** Who writes, for which customer, under which agreement; and the form that says otherwise. */
export function customerCard(ask: Ask, looked: Looked, mayAct: boolean): Html {
  const { ticket, brief, cover } = looked;
  const { customer } = brief;
  const until = customer?.agreement.until ?? null;
  const number = brief.contactPhone ?? brief.housePhone;
  return html`<section class="card">
    <h2>Customer</h2>
    <dl class="facts">
      <dt>Writes</dt>
      <dd dir="auto">${ticket.requesterName || ticket.requesterAddress || 'unknown'}</dd>
      ${
        ticket.requesterName !== '' && ticket.requesterAddress !== '' && ticket.requesterAddress !== number
          ? html`<dt>Address</dt>
              <dd>${ticket.requesterAddress}</dd>`
          : null
      }
      ${
        number === null
          ? null
          : html`<dt>Number</dt>
              <dd><a href="tel:${number}">${number}</a></dd>`
      }
      <dt>Customer</dt>
      <dd>
        ${customer === null ? 'not known' : ticket.customerId === null ? customer.name : html`<a href="/customers/${ticket.customerId}">${customer.name}</a>`}
      </dd>
      ${
        COVERS[cover] === null
          ? null
          : html`<dt>Agreement</dt>
              <dd>
                ${cover === 'covered' ? null : html`<span class="tone now">▲</span> `}${customer?.agreement.number ?? ''}
                ${COVERS[cover]}${until === null ? '' : `, to ${until}`}
              </dd>`
      }
      ${
        brief.suppressed === null
          ? null
          : html`<dt>Mail</dt>
              <dd><span class="tone late">■</span> nothing is sent there: ${brief.suppressed}</dd>`
      }
      ${
        looked.possiblyOf === null
          ? null
          : html`<dt>Perhaps</dt>
              <dd>the same as <a href="/tickets/${looked.possiblyOf}">#${looked.possiblyOf}</a></dd>`
      }
    </dl>
    ${
      mayAct
        ? html`<details class="tool">
            <summary>It is somebody else’s</summary>
            ${actForm(
              ask,
              looked,
              'file',
              'File it',
              html`<label for="customer">Name of the customer <small>as the list has it; empty: nobody’s</small></label
                ><input
                  id="customer"
                  name="customer"
                  value="${customer?.name ?? ''}"
                  maxlength="200"
                />${ticket.channel === 'fax' ? html`<label class="pick"><input type="checkbox" name="always" value="yes" /> and all faxes from this number from now on</label>` : null}`,
            )}
          </details>`
        : null
    }
  </section>`;
}
