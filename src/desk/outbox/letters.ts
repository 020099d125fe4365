import type { Line } from '../../domain/link.ts';
import { withoutPersonalLinks } from '../../domain/personal-link.ts';
import { sayJournal } from '../../domain/say-journal.ts';
import { html, type Html } from '../../lib/html.ts';
import type { Letter, LetterRow } from '../../store/desk/outbox.ts';
import type { Ask, DeskDeps } from '../desk.ts';
import { textBlock, timeOf } from '../words.ts';
import { LETTER_STATES } from './words.ts';

/** Messages as a table. */
export function letterTable(rows: readonly LetterRow[], when: Ask): Html {
  return html`<div class="wide" tabindex="0" role="region" aria-label="Messages">
    <table class="ledger">
      <thead>
        <tr>
          <th scope="col">Written</th>
          <th scope="col">What</th>
          <th scope="col">To</th>
          <th scope="col">Ticket</th>
          <th scope="col">How far</th>
        </tr>
      </thead>
      <tbody>
        ${rows.map(
          (row) =>
            html`<tr>
              <td class="nowrap">${timeOf(row.at, when)}</td>
              <td>
                <a href="/outbox/${row.id}">${nameOfKind(row.kind)}</a
                >${row.outlet === 'mail' ? null : ` by ${row.outlet === 'sms' ? 'SMS' : row.outlet}`}<br /><span
                  class="soft"
                  dir="auto"
                  >${row.subject ?? ''}</span
                >
              </td>
              <td>${row.to}</td>
              <td class="nowrap">${ticketLink(row.reference)}</td>
              <td>${stateOf(row, when)}</td>
            </tr>`,
        )}
      </tbody>
    </table>
  </div>`;
}

/** One message with its text as it was sent. */
export function letterPage({ acts: { staff } }: DeskDeps, ask: Ask, letter: Letter, journal: readonly Line[]): Html {
  const rows: readonly (readonly [string, string | Html | null])[] = [
    ['How far', stateOf(letter, ask)],
    ['To', letter.to],
    ['From', letter.from],
    ['Written', timeOf(letter.at, ask)],
    ['Ended', letter.settledAt === null ? 'not yet' : timeOf(letter.settledAt, ask)],
    ['Ticket', letter.reference === null ? 'none' : ticketLink(letter.reference)],
    [
      'Answers',
      letter.inboundId === null ? null : html`<a href="/ledger/${letter.inboundId}">item ${letter.inboundId}</a>`,
    ],
    ['Tries', `${letter.attempts} in vain${letter.resends === 0 ? '' : `, sent again ${letter.resends} times`}`],
    ['Message-ID', letter.messageId],
  ];
  return html`<p><a href="/outbox">‹ Outbox</a></p>
    <h1><span class="soft">${nameOfKind(letter.kind)}</span> <span dir="auto">${letter.subject ?? ''}</span></h1>
    <section class="card">
      <h2>What it is</h2>
      <dl class="facts">
        ${rows.map(([name, value]) =>
          value === null
            ? null
            : html`<dt>${name}</dt>
                <dd>${value}</dd>`,
        )}
      </dl>
    </section>
    <section class="card">
      <h2>Its text, as sent</h2>
      ${textOf(letter)}
    </section>
    ${
      journal.length === 0
        ? null
        : html`<section class="card">
            <h2>What happened to it</h2>
            <ol class="because">
              ${journal.map((line) => html`<li>${timeOf(line.at, ask)} ${sayJournal(line, staff, ask).what}</li>`)}
            </ol>
          </section>`
    }`;
}

/** Whoever reads another's letter may not act in their name by it. */
function textOf({ kind, text }: Letter): Html {
  if (kind === 'sign_in')
    return html`<p class="soft">It holds a link to sign in, which is for its reader alone, so it is not shown.</p>`;
  if (text === null || text === '') return html`<p class="soft">It has no text.</p>`;
  const safe = withoutPersonalLinks(text);
  return html`${safe === text ? null : html`<p class="soft small">Links by which its reader acts are cut: … stands for the rest.</p>`}${textBlock(safe)}`;
}

function stateOf({ state, response, attempts, nextAt }: LetterRow, when: Ask): Html {
  const { what, tone } = LETTER_STATES[state] ?? { what: state, tone: 'plain' };
  const waits = state === 'pending' || state === 'unknown';
  return html`<span class="tone ${tone}">${what}</span>
    ${waits ? html`<span class="why soft">${attempts > 0 ? 'Next try' : 'Due'} ${nextAt <= when.now ? 'now' : timeOf(nextAt, when)}</span>` : null}
    ${response === null || state === 'sent' ? null : html`<span class="why">${response}</span>`}`;
}

function ticketLink(reference: string | null): Html | null {
  return reference === null ? null : html`<a href="/tickets/${reference}">#${reference}</a>`;
}

/** `call_back` as `Call back`. */
function nameOfKind(kind: string): string {
  const words = kind.replaceAll('_', ' ');
  return words.charAt(0).toUpperCase() + words.slice(1);
}
