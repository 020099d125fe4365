import { DAY } from '../../domain/time.ts';
import { html, type Html } from '../../lib/html.ts';
import {
  LETTER_GROUPS,
  letterBy,
  letterJournal,
  letterRows,
  OUTBOX_PAGE,
  outboxSum,
  pausedOutlets,
  refusalRows,
  suppressedAddresses,
  type OutboxSum,
} from '../../store/desk/outbox.ts';
import { noteVisit } from '../../store/desk/visits.ts';
import { KEEPERS, type Ask, type Desk } from '../desk.ts';
import { letterPage, letterTable } from './letters.ts';
import { pausedLine, refusalTable, suppressedCard } from './refused.ts';

const UUID = /^[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}$/u;
const ID = /^\d{1,18}$/u;
const NO_LETTER = { missing: 'There is no message of this number in the outbox.' } as const;

type Tab = { readonly state: string; readonly name: string; readonly of: (sum: OutboxSum) => number | null };
const TABS: readonly Tab[] = [
  { state: '', name: 'Everything', of: () => null },
  { state: 'waiting', name: 'Waiting', of: (sum) => sum.waiting },
  { state: 'failed', name: 'Failed', of: () => null },
  { state: 'unknown', name: 'In doubt', of: (sum) => sum.unknown + sum.unresolved },
  { state: 'sent', name: 'Sent', of: () => null },
  { state: 'refused', name: 'Not let out', of: () => null },
];

/** What goes out and went out, and what a rule did not let out. */
export function outboxPages(desk: Desk): void {
  const { deps } = desk;
  const { db } = deps.acts;

  desk.get('/outbox', KEEPERS, async (ask) => {
    const state = TABS.find((tab) => tab.state === ask.query.get('state'))?.state ?? '';
    const after = ask.query.get('after') ?? '';
    const { rows, next } = state === 'refused' ? await refused(ask, after) : await letters(ask, state, after);
    const sum = await outboxSum(db, ask.now - DAY);
    const paused = await pausedOutlets(db);
    const main = html`<div class="heading">
        <h1>Outbox</h1>
        <p class="soft">What goes out, went out, and was not let out.</p>
      </div>
      ${paused.filter(({ until }) => until > ask.now).map((one) => pausedLine(one, ask))} ${sumLine(sum)}
      <nav class="tabs" aria-label="How far it is">
        ${TABS.map((tab) => {
          const n = tab.of(sum);
          return html`<a
            href="/outbox${tab.state === '' ? '' : `?state=${tab.state}`}"
            ${tab.state === state ? html` aria-current="page"` : null}
            >${tab.name}${n === null ? null : html` <span class="count">${n}</span>`}</a
          >`;
        })}
      </nav>
      ${rows}
      <nav class="pager" aria-label="Pages">
        ${after === '' ? null : html`<a href="/outbox?state=${state}">‹ Newest</a>`}
        ${next === null ? null : html`<a href="/outbox?state=${state}&amp;after=${next}" rel="next">Older ›</a>`}
      </nav>
      ${state === '' || state === 'refused' ? suppressedCard(await suppressedAddresses(db), ask) : null}`;
    return { page: { title: 'Outbox', at: 'outbox', main } };
  });

  desk.get('/outbox/:id', KEEPERS, async (ask) => {
    const { id = '' } = ask.params;
    const letter = UUID.test(id) ? await letterBy(db, id) : null;
    if (letter === null) return NO_LETTER;
    await noteVisit(db, { person: ask.actor.id, ticketId: letter.ticketId, page: 'outbox', now: ask.now });
    const main = letterPage(deps, ask, letter, await letterJournal(db, letter));
    return { page: { title: letter.subject ?? 'A message', at: 'outbox', main } };
  });

  async function letters(ask: Ask, state: string, after: string) {
    const group = LETTER_GROUPS.find((one) => one === state) ?? null;
    const found = await letterRows(db, group, UUID.test(after) ? after : null);
    return page(found, (shown) => letterTable(shown, ask));
  }

  async function refused(ask: Ask, after: string) {
    const found = await refusalRows(db, ID.test(after) ? after : null);
    return page(found, (shown) => refusalTable(deps, shown, ask));
  }
}

function page<Row extends { readonly id: string }>(
  found: readonly Row[],
  table: (shown: readonly Row[]) => Html,
): { readonly rows: Html; readonly next: string | null } {
  const shown = found.slice(0, OUTBOX_PAGE);
  const rows =
    shown.length === 0
      ? html`<p class="empty"><strong>Nothing here.</strong> No message is, or was, in this state.</p>`
      : table(shown);
  return { rows, next: found.length > OUTBOX_PAGE ? shown.at(-1)!.id : null };
}

function sumLine({ waiting, unknown, unresolved, sent, failed }: OutboxSum): Html {
  return html`<p class="soft">
    ${waiting === 0 ? 'Nothing waits' : `${waiting} wait${waiting === 1 ? 's' : ''}`} ·
    ${unknown + unresolved === 0 ? 'none in doubt' : `${unknown + unresolved} in doubt`} · written in the last 24 hours:
    ${sent} sent, ${failed} failed
  </p>`;
}
