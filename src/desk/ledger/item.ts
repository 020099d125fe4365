import { itemRefusal, type ItemVerb } from '../../domain/item.ts';
import type { Line } from '../../domain/link.ts';
import { sayJournal } from '../../domain/say-journal.ts';
import { html, type Html } from '../../lib/html.ts';
import type { itemLetters, ItemFax, LedgerItem } from '../../store/desk/item.ts';
import type { Ask, DeskDeps } from '../desk.ts';
import { hidden } from '../frame.ts';
import { LETTER_STATES } from '../outbox/words.ts';
import { nameOf, sayBytes, timeOf } from '../words.ts';
import { WAYS } from './filter.ts';
import { aboutOf, outcomeOf, senderOf } from './list.ts';

const VERBS: readonly { readonly verb: ItemVerb; readonly button: string; readonly says: string }[] = [
  {
    verb: 'ticket',
    button: 'Make a ticket of it',
    says: 'whatever the rules say; its promises count from when it came in.',
  },
  {
    verb: 'replay',
    button: 'Work it again with today’s rules',
    says: 'it may become something else, or the same once more.',
  },
];

/** Everything about one item. */
export type Looked = {
  readonly item: LedgerItem;
  readonly journal: readonly Line[];
  readonly letters: Awaited<ReturnType<typeof itemLetters>>;
  /** the beginning of what was kept: the header of a mail, the record of a call; null for what is neither, '' when the bytes are gone */
  readonly head: string | null;
};

/** The page of one item. `refused`: why what was asked for was not done, or null. */
export function itemPage(
  deps: DeskDeps,
  ask: Ask,
  { item, journal, letters, head }: Looked,
  refused: string | null,
): Html {
  return html`<p><a href="/ledger">‹ Ledger</a></p>
    <h1><span class="soft">No. ${item.id}</span> <span dir="auto">${aboutOf(item)}</span></h1>
    ${refused === null ? null : html`<p class="problem late" role="alert"><strong>Not done:</strong> ${refused}.</p>`}
    <p>${outcomeOf(ask, item)}</p>
    ${acts(ask, item)}
    <div class="halves">
      <section class="card">
        <h2>What it is</h2>
        ${facts(deps, ask, item)}
      </section>
      ${
        item.fax === null
          ? null
          : html`<section class="card">
              <h2>As a fax</h2>
              ${faxFacts(ask, item, item.fax)}
            </section>`
      }
    </div>
    <section class="card">
      <h2>What happened to it</h2>
      ${happened(deps, ask, journal)}
    </section>
    <section class="card">
      <h2>What was written in answer</h2>
      ${
        letters.length === 0
          ? html`<p class="soft">
              Nothing.
              ${item.state === 'stored' ? 'It has not been worked yet.' : 'Why stands above, in what happened to it.'}
            </p>`
          : html`<ul>
              ${letters.map(({ id, kind, to, state, at }) => html`<li>${timeOf(at, ask)} <a href="/outbox/${id}">${kind.replaceAll('_', ' ')} to ${to}</a>: ${LETTER_STATES[state]?.what ?? state}</li>`)}
            </ul>`
      }
    </section>
    <section class="card">
      <h2>As it came</h2>
      ${asItCame(item, head)}
    </section>`;
}

function acts(ask: Ask, item: LedgerItem): Html | null {
  const open = VERBS.filter(({ verb }) => itemRefusal(verb, item) === null);
  if (open.length === 0) return null;
  return html`<div class="card item-acts">
    ${open.map(
      ({ verb, button, says }) =>
        html`<form method="post" action="/ledger/${item.id}/${verb}" class="row">
          ${hidden(ask.field)}<button>${button}</button><span class="soft">${says}</span>
        </form>`,
    )}
  </div>`;
}

function facts({ acts: { staff } }: DeskDeps, ask: Ask, item: LedgerItem): Html {
  const { envelope } = item;
  return dl([
    ['From', html`<span dir="auto">${senderOf(item)}</span>`],
    ['Accepted', html`${timeOf(item.at, ask)} <span class="soft small">promises count from here</span>`],
    ['Kept here', timeOf(item.storedAt, ask)],
    ['Settled', item.settledAt === null ? 'not yet' : timeOf(item.settledAt, ask)],
    ['Way in', `${WAYS[item.via] ?? item.via}, mailbox ${item.mailbox}`],
    [
      'Ticket',
      item.reference === null
        ? 'none'
        : html`<a href="/tickets/${item.reference}">#${item.reference}</a> ${item.ticketSubject ?? ''}
            <span class="soft">(${item.ticketState ?? ''})</span>`,
    ],
    ['Taken for', item.kind === null ? null : item.kind === 'human' ? 'a person’s' : item.kind.replaceAll('_', ' ')],
    ['Wanted by', item.wantedBy === null ? null : nameOf(staff, item.wantedBy)],
    ['Size', sayBytes(item.size)],
    ['Message-ID', item.messageId],
    [
      'Envelope',
      envelope === null
        ? null
        : `from ${envelope.mailFrom === '' ? '<>' : envelope.mailFrom} to ${envelope.rcptTo.join(', ')}${envelope.client === undefined ? '' : `, handed in by ${envelope.client}`}`,
    ],
    [
      'Worked quietly',
      item.quiet === null
        ? null
        : item.quiet === 'backfill'
          ? 'yes: it lay there before the start, so it is not answered'
          : `yes (${item.quiet}): it is not answered`,
    ],
    [
      'Taken to be worked',
      item.attempts === 0
        ? null
        : `${item.attempts === 1 ? 'once' : `${item.attempts} times`}, ${item.failures === 0 ? 'never in vain' : `${item.failures} in vain`}`,
    ],
    [
      'At the source',
      item.places === 0
        ? null
        : item.untold === 0
          ? 'the server was told that we have it'
          : 'the server was not told yet that we have it; that is done with the next reading',
    ],
    ['SHA-256', item.sha256 === null ? null : html`<code class="small">${item.sha256.toString('hex')}</code>`],
  ]);
}

const FAX_STATES = { waiting: 'waits to be read', read: 'read', unreadable: 'could not be read' } as const;

function faxFacts(
  ask: Ask,
  { id, from }: LedgerItem,
  { state, told, reason, pages, hasDocument, failures, nextAt }: ItemFax,
): Html {
  return dl([
    ['Its document', hasDocument ? html`<a href="/fax/${id}/document" download>Download it</a>` : 'never came'],
    ['Reading', `${FAX_STATES[state]}${reason === null ? '' : `: ${reason}`}`],
    ['Next try', state === 'waiting' && failures > 0 ? timeOf(nextAt, ask) : null],
    ['Pages', `${pages} here${told.pages === null ? '' : `, ${told.pages} counted by the line`}`],
    ['Caller', from ?? 'withheld'],
    ['Calls itself', told.station],
    ['Dialled', told.dialled],
    [
      'Transmission',
      told.status === 'received'
        ? 'whole'
        : `${told.status === 'partial' ? 'broke off' : 'failed'}${told.error === null ? '' : `: ${told.error}`}`,
    ],
    ['Line', `${told.source}${told.sourceId === null ? '' : `, which calls it ${told.sourceId}`}`],
  ]);
}

function dl(rows: readonly (readonly [string, string | Html | null])[]): Html {
  return html`<dl class="facts">
    ${rows.map(([name, value]) =>
      value === null
        ? null
        : html`<dt>${name}</dt>
            <dd>${value}</dd>`,
    )}
  </dl>`;
}

function happened({ acts: { staff } }: DeskDeps, ask: Ask, journal: readonly Line[]): Html {
  if (journal.length === 0) return html`<p class="soft">Nothing yet beyond its arrival.</p>`;
  return html`<ol class="because">
    ${journal.map((line) => {
      const { who, what } = sayJournal(line, staff, ask);
      return html`<li>${timeOf(line.at, ask)} ${who === null ? null : html`<b>${who}</b> `}${what}</li>`;
    })}
  </ol>`;
}

function asItCame({ id, isKept, via, size }: LedgerItem, head: string | null): Html {
  if (!isKept) return html`<p class="soft">Nothing of it is kept: it lay at its source before the start.</p>`;
  if (head === '')
    return html`<p class="problem late">■ Its bytes are missing from the store. Restore them from a backup.</p>`;
  return html`<p>
      <a href="/ledger/${id}/raw" download>Download it as it came</a>
      <span class="soft">(${sayBytes(size)}${via === 'fax' || via === 'phone' ? '' : ', may be harmful to open'})</span>
    </p>
    ${head === null ? null : html`<div class="wide" tabindex="0" role="region" aria-label="${via === 'phone' ? 'Record of the call' : 'Header of the mail'}"><pre class="raw">${head}</pre></div>`}`;
}
