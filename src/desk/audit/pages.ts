import { asReference } from '../../domain/reference.ts';
import { sayJournal } from '../../domain/say-journal.ts';
import { html, type Html } from '../../lib/html.ts';
import { AUDIT_PAGE, auditRows, type AuditRow, type AuditWish } from '../../store/desk/audit.ts';
import { KEEPERS, type Ask, type Desk } from '../desk.ts';
import { nameOf, timeOf } from '../words.ts';

/** What was looked at, as people call it. */
const LOOKED: Readonly<Record<string, string>> = {
  ticket: 'looked at the ticket',
  raw: 'took the raw mail or fax',
  file: 'took a file',
  ledger: 'looked at the item',
  outbox: 'looked at a message that goes out',
  fax: 'looked at the fax',
};

/** Who saw and did what: for those who must answer for it. */
export function auditPages(desk: Desk): void {
  const { db, staff } = desk.deps.acts;

  desk.get('/audit', KEEPERS, async (ask) => {
    const typed = ask.query.get('ticket') ?? '';
    const wish: AuditWish = {
      person: staff.people.find(({ id }) => id === ask.query.get('person'))?.id ?? null,
      reference: typed === '' ? null : (asReference(typed.replace(/^#/u, '')) ?? typed),
      kind: kindOf(ask.query.get('what')),
      after: cursorOf(ask.query.get('after')),
    };
    const rows = await auditRows(db, wish);
    const shown = rows.slice(0, AUDIT_PAGE);
    const last = rows.length > AUDIT_PAGE ? shown.at(-1)! : null;
    const main = html`<div class="heading">
        <h1>Who saw and did what</h1>
        <p class="soft">
          Of people, newest first; what the house does by itself stands on each ticket. A look within ten minutes of the
          last is the same look.
        </p>
      </div>
      ${filter(wish, typed)}
      ${shown.length === 0 ? html`<p class="empty">Nothing of that kind is noted. Ask for everybody, or for another ticket.</p>` : table(ask, shown)}
      <nav class="pager" aria-label="Pages">
        ${wish.after === null ? null : html`<a href="/audit?${queryOf(wish, null)}">‹ Newest</a>`}
        ${last === null ? null : html`<a href="/audit?${queryOf(wish, last)}" rel="next">Older ›</a>`}
      </nav>`;
    return { page: { title: 'Who saw and did what', at: null, main } };
  });

  function filter({ person, kind }: AuditWish, typed: string): Html {
    return html`<form class="sift" action="/audit">
      <span
        ><label for="person">Who</label
        ><select id="person" name="person">
          <option value="">everybody</option>
          ${staff.people.map(({ id, name }) => html`<option value="${id}" ${id === person ? html` selected` : null}>${name}</option>`)}
        </select></span
      >
      <span
        ><label for="what">What</label
        ><select id="what" name="what">
          <option value="">saw and did</option>
          <option value="looked" ${kind === 'looked' ? html` selected` : null}>saw</option>
          <option value="did" ${kind === 'did' ? html` selected` : null}>did</option>
        </select></span
      >
      <span
        ><label for="of">Ticket</label
        ><input id="of" name="ticket" value="${typed}" maxlength="20" placeholder="K7Q-2M4" autocomplete="off"
      /></span>
      <button>Show</button>
    </form>`;
  }

  function table(ask: Ask, rows: readonly AuditRow[]): Html {
    return html`<div class="wide" tabindex="0" role="region" aria-label="Who saw and did what">
      <table class="ledger">
        <thead>
          <tr>
            <th scope="col">When</th>
            <th scope="col">Who</th>
            <th scope="col">What</th>
            <th scope="col">Ticket</th>
            <th scope="col">Item</th>
          </tr>
        </thead>
        <tbody>
          ${rows.map(
            (row) =>
              html`<tr>
                <td class="nowrap">${timeOf(row.at, ask)}</td>
                <td class="nowrap">${nameOf(staff, row.person)}</td>
                <td>${whatOf(row, ask)}</td>
                <td class="nowrap">
                  ${row.reference === null ? null : html`<a href="/tickets/${row.reference}">#${row.reference}</a>`}
                </td>
                <td class="num">
                  ${row.inboundId === null ? null : html`<a href="/ledger/${row.inboundId}">${row.inboundId}</a>`}
                </td>
              </tr>`,
          )}
        </tbody>
      </table>
    </div>`;
  }

  function whatOf({ kind, at, person, act, detail }: AuditRow, ask: Ask): string {
    if (kind === 'looked') return LOOKED[act] ?? `looked at the ${act}`;
    return sayJournal({ at, actor: person, act, detail }, staff, ask).what;
  }
}

function kindOf(given: string | undefined): AuditRow['kind'] | null {
  return given === 'looked' || given === 'did' ? given : null;
}

function cursorOf(given: string | undefined): AuditWish['after'] {
  const [, at, kind, id] = /^(\d{1,15})-(looked|did)-(\d{1,18})$/u.exec(given ?? '') ?? [];
  return at === undefined ? null : { at: Number(at), kind: kindOf(kind)!, id: id! };
}

function queryOf({ person, reference, kind }: AuditWish, after: AuditRow | null): string {
  return new URLSearchParams({
    ...(person === null ? {} : { person }),
    ...(kind === null ? {} : { what: kind }),
    ...(reference === null ? {} : { ticket: reference }),
    ...(after === null ? {} : { after: `${after.at}-${after.kind}-${after.id}` }),
  }).toString();
}
