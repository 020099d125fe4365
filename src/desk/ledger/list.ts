import { sayItem } from '../../domain/item.ts';
import { html, type Html } from '../../lib/html.ts';
import { LEDGER_PAGE, type LedgerRow, type LedgerState, type LedgerSum } from '../../store/desk/ledger.ts';
import type { MailboxHealth } from '../../store/ledger.ts';
import type { Ask, DeskDeps } from '../desk.ts';
import { timeOf } from '../words.ts';
import { hrefOf, WAYS, type Asked } from './filter.ts';

const TABS: readonly {
  readonly state: LedgerState | '';
  readonly name: string;
  readonly of: (sum: LedgerSum) => number;
}[] = [
  { state: '', name: 'Everything', of: (sum) => sum.arrived + sum.remembered },
  { state: 'ticket', name: 'Tickets', of: (sum) => sum.tickets },
  { state: 'joined', name: 'Joined', of: (sum) => sum.joined },
  { state: 'ignored', name: 'Ignored', of: (sum) => sum.ignored },
  { state: 'stored', name: 'Waiting', of: (sum) => sum.waiting },
  { state: 'quarantined', name: 'Could not be read', of: (sum) => sum.unread },
  { state: 'remembered', name: 'Remembered only', of: (sum) => sum.remembered },
];

/** The ledger as a page: the sum on top, what is looked at, the items. */
export function ledgerList(
  deps: DeskDeps,
  ask: Ask,
  {
    asked,
    sum,
    rows,
    counts,
  }: {
    readonly asked: Asked;
    readonly sum: LedgerSum;
    readonly rows: readonly LedgerRow[];
    readonly counts: readonly MailboxHealth[];
  },
): Html {
  const shown = rows.slice(0, LEDGER_PAGE);
  const after = rows.length > LEDGER_PAGE ? shown.at(-1)!.id : null;
  return html`<div class="heading">
      <h1>Ledger</h1>
      <p class="soft">Everything that ever came in, and what became of it.</p>
    </div>
    ${sumCard(ask, asked, sum, counts)}
    <nav class="tabs" aria-label="What became of it">
      ${TABS.map(({ state, name, of }) =>
        state === 'remembered' && sum.remembered === 0 && asked.typed.state !== state
          ? null
          : html`<a
              href="${hrefOf(asked.typed, { state })}"
              ${asked.typed.state === state ? html` aria-current="page"` : null}
              >${name} <span class="count">${of(sum)}</span></a
            >`,
      )}
    </nav>
    ${filterForm(deps, asked)}
    ${asked.problem === null ? null : html`<p class="problem late" role="alert"><strong>Not understood:</strong> ${asked.problem}</p>`}
    ${shown.length === 0 ? empty(ask, asked) : table(ask, shown)}
    <nav class="pager" aria-label="Pages">
      ${ask.query.has('after') ? html`<a href="${hrefOf(asked.typed)}">‹ Newest</a>` : null}
      ${after === null ? null : html`<a href="${hrefOf(asked.typed, { after })}" rel="next">Older ›</a>`}
    </nav>`;
}

function sumCard(ask: Ask, { typed }: Asked, sum: LedgerSum, counts: readonly MailboxHealth[]): Html {
  const held = sum.waiting + sum.unread;
  const agrees = sum.arrived === sum.tickets + sum.joined + sum.ignored + held;
  const boxes = counts.filter(
    ({ mailbox, onServer }) => onServer !== null && (typed.mailbox === '' || typed.mailbox === mailbox),
  );
  const of = [
    typed.mailbox === '' ? '' : ` for ${typed.mailbox}`,
    WAYS[typed.via] === undefined ? '' : ` by ${WAYS[typed.via]!}`,
  ];
  const days =
    typed.from === '' && typed.to === ''
      ? 'ever'
      : typed.from === typed.to
        ? `on ${typed.from}`
        : [typed.from === '' ? '' : `from ${typed.from}`, typed.to === '' ? '' : `to ${typed.to}`].join(' ').trim();
  return html`<section class="card" aria-label="The sum">
    <p class="sum">
      <b>${sum.arrived}</b> came in ${of.join('')} ${days} =
      <b>${sum.tickets}</b> ${sum.tickets === 1 ? 'ticket' : 'tickets'} + <b>${sum.joined}</b> joined +
      <b>${sum.ignored}</b> ignored + <b>${held}</b> held
      <span class="tone ${agrees ? 'ok' : 'late'}">${agrees ? '✓ agrees' : '■ does not agree: look into the log'}</span>
    </p>
    ${held === 0 ? null : html`<p class="soft small">Held: ${sum.waiting} wait to be worked, ${sum.unread} could not be read (each has a ticket).</p>`}
    ${sum.remembered === 0 ? null : html`<p class="soft small">${sum.remembered} more lay at the source before the start; they are only remembered, and not counted here.</p>`}
    ${boxes.map((box) => countLine(box, ask))}
  </section>`;
}

/** What the daily count of a mailbox found, against what is kept. */
export function countLine({ mailbox, onServer, missing, reconciledAt }: MailboxHealth, when: Ask): Html | null {
  if (onServer === null || reconciledAt === null) return null;
  const lost = missing ?? 0;
  return html`<p class="small">
    ${mailbox}: the server counts ${onServer}, we keep ${onServer}, missing 0
    ${lost === 0 ? null : html`<span class="tone soon">◆ ${lost} ${lost === 1 ? 'was' : 'were'} missing when it was counted, and ${lost === 1 ? 'was' : 'were'} taken then</span>`}
    <span class="soft">(counted ${timeOf(reconciledAt, when)})</span>
  </p>`;
}

function filterForm({ policy }: DeskDeps, { typed }: Asked): Html {
  const option = (value: string, name: string, chosen: string): Html =>
    html`<option value="${value}" ${value === chosen ? html` selected` : null}>${name}</option>`;
  return html`<form class="row ledger-filter" action="/ledger">
    <input type="hidden" name="state" value="${typed.state}" />
    <span
      ><label for="l-q">Find</label
      ><input
        id="l-q"
        name="q"
        type="search"
        value="${typed.q}"
        maxlength="300"
        placeholder="Number, address, Message-ID, subject"
    /></span>
    <span
      ><label for="l-mailbox">Mailbox</label
      ><select id="l-mailbox" name="mailbox">
        ${option('', 'All', typed.mailbox)} ${policy.mailboxes.map(({ id }) => option(id, id, typed.mailbox))}
      </select></span
    >
    <span
      ><label for="l-via">Way in</label
      ><select id="l-via" name="via">
        ${option('', 'All', typed.via)} ${Object.entries(WAYS).map(([way, name]) => option(way, name, typed.via))}
      </select></span
    >
    <span><label for="l-from">From day</label><input id="l-from" name="from" type="date" value="${typed.from}" /></span>
    <span><label for="l-to">To day</label><input id="l-to" name="to" type="date" value="${typed.to}" /></span>
    <button>Show</button>
    ${FILTERING.some((name) => typed[name] !== '') ? html`<a href="${hrefOf(NOTHING, { state: typed.state })}">Show all</a>` : null}
  </form>`;
}

const FILTERING = ['mailbox', 'via', 'q', 'from', 'to'] as const;
const NOTHING: Asked['typed'] = { state: '', mailbox: '', via: '', q: '', from: '', to: '' };

function table(ask: Ask, rows: readonly LedgerRow[]): Html {
  return html`<div class="wide" tabindex="0" role="region" aria-label="Items">
    <table class="ledger">
      <thead>
        <tr>
          <th scope="col">No.</th>
          <th scope="col">Came in</th>
          <th scope="col">From, about</th>
          <th scope="col">Way in</th>
          <th scope="col">What became of it</th>
        </tr>
      </thead>
      <tbody>
        ${rows.map((row) => line(ask, row))}
      </tbody>
    </table>
  </div>`;
}

function line(ask: Ask, row: LedgerRow): Html {
  return html`<tr>
    <th scope="row" class="num"><a href="/ledger/${row.id}">${row.id}</a></th>
    <td class="nowrap">${timeOf(row.at, ask)}</td>
    <td><span dir="auto">${senderOf(row)}</span><br /><span class="soft" dir="auto">${aboutOf(row)}</span></td>
    <td class="nowrap">${WAYS[row.via] ?? row.via}<br /><span class="soft">${row.mailbox}</span></td>
    <td>${outcomeOf(ask, row)}</td>
  </tr>`;
}

/** Whom an item is from, as far as that is known. */
export function senderOf({ fromName, from, state, isKept }: LedgerRow): string {
  if (from !== null) return fromName === null ? from : `${fromName} (${from})`;
  if (fromName !== null) return fromName;
  return state === 'stored' ? '(not read yet)' : isKept ? '(no sender)' : '(not kept)';
}

/** What an item is about, as far as that is known. */
export function aboutOf({ subject, ticketSubject, state }: LedgerRow): string {
  return subject ?? ticketSubject ?? (state === 'stored' ? '' : '(no subject)');
}

/** What became of an item, why, its ticket, and when it is tried again. */
export function outcomeOf(when: Ask, row: LedgerRow): Html {
  const { what, why, tone, next } = sayItem(row);
  return html`<span class="tone ${tone}">${what}</span>
    ${row.reference === null ? null : html` <a href="/tickets/${row.reference}">#${row.reference}</a>`}
    ${why === null ? null : html`<span class="why">${why}</span>`}
    ${next === 'at' ? html`<span class="why soft">Next try ${row.nextAt <= when.now ? 'now' : timeOf(row.nextAt, when)}</span>` : null}
    ${next === 'held' ? html`<span class="why soft">In hand just now</span>` : null}
    ${next === 'fax' ? html`<span class="why soft">Its pages are being read first</span>` : null}`;
}

function empty(ask: Ask, { typed }: Asked): Html {
  const isFiltered = FILTERING.some((name) => typed[name] !== '');
  if (ask.query.has('after') || isFiltered)
    return html`<p class="empty">
      <strong>Nothing here matches.</strong> <a href="${hrefOf(NOTHING)}">Show everything that came in</a>
    </p>`;
  if (typed.state !== '')
    return html`<p class="empty">
      <strong>Nothing of this kind.</strong>
      ${typed.state === 'stored' ? 'Everything that came in has been worked.' : 'Nothing that came in became this.'}
      <a href="/ledger">Show everything</a>
    </p>`;
  return html`<p class="empty">
    <strong>Nothing came in yet.</strong> <a href="/sources">Look whether the sources are read</a>
  </p>`;
}
