import { stageOf } from '../../domain/lifecycle.ts';
import { localIn } from '../../domain/say-time.ts';
import { localThere } from '../../domain/local-there.ts';
import { html, type Html } from '../../lib/html.ts';
import {
  customerBy,
  findCustomers,
  ticketsOfCustomer,
  type CustomerTicket,
  type CustomerView,
  type ListedCustomer,
} from '../../store/desk/customers.ts';
import { EVERYBODY, type Ask, type Desk } from '../desk.ts';
import { levelSign, nameOf, timeOf } from '../words.ts';

/** Customers of one list; who looks for one of more types a part of the name. */
const MOST = 100;
const TICKETS = 20;
/** People who are shown at once; a university has hundreds. */
const PEOPLE = 5;

/** The customers as the office's list has them, and each with its people, systems and tickets. */
export function customerPages(desk: Desk): void {
  const { deps } = desk;
  const { db } = deps.acts;

  desk.get('/customers', EVERYBODY, async (ask) => {
    const typed = (ask.query.get('q') ?? '').trim().slice(0, 200);
    const found = await findCustomers(db, typed, MOST);
    const main = html`<h1>Customers</h1>
      <form action="/customers" class="row" role="search">
        <label for="name">Name, agreement, domain or person</label>
        <input id="name" name="q" type="search" value="${typed}" maxlength="200" />
        <button>Find</button>
      </form>
      ${
        found.length === 0
          ? html`<div class="empty">
              <strong>No customer fits.</strong> The list is brought in by
              <code>postroom import customers FILE.csv</code>.
            </div>`
          : html`<div class="wide">
              <table>
                <thead>
                  <tr>
                    <th scope="col">Customer</th>
                    <th scope="col">Agreement</th>
                    <th scope="col" class="right">Open tickets</th>
                  </tr>
                </thead>
                <tbody>
                  ${found.map(
                    (one) =>
                      html`<tr>
                        <td><a href="/customers/${one.id}" dir="auto">${one.name}</a></td>
                        <td>${agreement(one, ask)}</td>
                        <td class="right num">${one.open}</td>
                      </tr>`,
                  )}
                </tbody>
              </table>
            </div>`
      }
      ${found.length === MOST ? html`<p class="soft">These are the first ${MOST}; type a part of the name.</p>` : null}`;
    return { page: { title: 'Customers', at: null, main } };
  });

  desk.get('/customers/:id', EVERYBODY, async (ask) => {
    const id = /^\d{1,18}$/u.exec(ask.params['id'] ?? '')?.[0];
    const customer = id === undefined ? null : await customerBy(db, id);
    if (customer === null) return { missing: 'There is no such customer.' };
    const tickets = await ticketsOfCustomer(db, customer.id, TICKETS);
    const main = html`<p class="soft small"><a href="/customers">‹ Customers</a></p>
      <h1 dir="auto">${customer.name}</h1>
      ${customer.removedAt === null ? null : html`<p class="problem now">▲ Gone from the office’s list ${timeOf(customer.removedAt, ask)}: nobody is found by it any more.</p>`}
      <div class="halves">
        <div>${about(ask, customer)} ${people(customer)}</div>
        <div>${list(ask, customer, tickets)}</div>
      </div>`;
    return { page: { title: customer.name, at: null, main } };
  });

  function about(ask: Ask, customer: CustomerView): Html {
    return html`<section class="card">
      <h2>About</h2>
      <dl class="facts">
        <dt>Agreement</dt>
        <dd>${agreement(customer, ask)}</dd>
        <dt>Looks after it</dt>
        <dd>${nameOf(deps.acts.staff, customer.assignedRep)}</dd>
        ${
          customer.timeZone === null
            ? null
            : html`<dt>Time there</dt>
                <dd>
                  ${localThere({ timeZone: customer.timeZone, region: null }, ask.now)?.words ?? ''}
                  <span class="soft small">${customer.timeZone}</span>
                </dd>`
        }
        ${
          customer.domains.length === 0
            ? null
            : html`<dt>Mail from</dt>
                <dd>${customer.domains.join(', ')}</dd>`
        }
        ${customer.numbers.map(
          ({ number, kind }) =>
            html`<dt>${kind === 'fax' ? 'Fax' : 'Telephone'}</dt>
              <dd>${kind === 'fax' ? number : html`<a href="tel:${number}">${number}</a>`}</dd>`,
        )}
      </dl>
      ${
        customer.systems.length === 0
          ? null
          : html`<h3>Systems</h3>
              <ul class="because">
                ${customer.systems.map(({ name, environment, goLive }) => html`<li>${name}: ${environment}${goLive === null ? '' : `, live from ${goLive}`}</li>`)}
              </ul>`
      }
    </section>`;
  }

  function people({ contacts }: CustomerView): Html {
    const row = ({ name, address, phone }: CustomerView['contacts'][number]): Html =>
      html`<li>
        <span dir="auto">${name || address}</span
        >${name === '' ? null : html` <span class="soft small">${address}</span>`}${phone === null ? null : html` <a class="nowrap" href="tel:${phone}">${phone}</a>`}
      </li>`;
    return html`<section class="card">
      <h2>People</h2>
      ${
        contacts.length === 0
          ? html`<p class="soft">The list names nobody.</p>`
          : html`<ul class="because">
              ${contacts.slice(0, PEOPLE).map(row)}
            </ul>`
      }
      ${
        contacts.length > PEOPLE
          ? html`<details>
              <summary>${contacts.length - PEOPLE} more</summary>
              <ul class="because">
                ${contacts.slice(PEOPLE).map(row)}
              </ul>
            </details>`
          : null
      }
    </section>`;
  }

  function list(ask: Ask, customer: CustomerView, tickets: readonly CustomerTicket[]): Html {
    return html`<section class="card">
      <h2>Tickets</h2>
      ${tickets.length === 0 ? html`<p class="soft">None yet.</p>` : null}
      <ul class="plainlist">
        ${tickets.map(
          (one) =>
            html`<li>
              ${levelSign(one.level, one.isConfirmed, deps.policy.levels)}
              <a href="/tickets/${one.reference}" dir="auto">${one.subject || '(no subject)'}</a>
              <span class="soft small"
                >#${one.reference} · ${stageOf(one)} · ${nameOf(deps.acts.staff, one.assignee)} ·
                ${timeOf(one.acceptedAt, ask)}</span
              >
            </li>`,
        )}
      </ul>
      ${tickets.length === TICKETS ? html`<p class="soft small">These are ${TICKETS}; <a href="/search?q=${encodeURIComponent(`"${customer.name}"`)}">search for all</a>.</p>` : null}
    </section>`;
  }
}

/** Its number, and whether it is in force on the day of the service hours. */
function agreement(
  { agreement: number, agreementFrom, agreementUntil }: ListedCustomer,
  { now, zone }: Pick<Ask, 'now' | 'zone'>,
): Html {
  if (number === null && agreementUntil === null) return html`<span class="soft">none is known</span>`;
  const today = localIn(zone, now).toPlainDate().toString();
  if (agreementUntil !== null && agreementUntil < today)
    return html`${number ?? ''} <span class="tone now">▲ ended ${agreementUntil}</span>`;
  if (agreementFrom !== null && agreementFrom > today)
    return html`${number ?? ''} <span class="tone plain">begins ${agreementFrom}</span>`;
  return html`${number ?? ''}
    <span class="soft">in force${agreementUntil === null ? '' : ` to ${agreementUntil}`}</span>`;
}
