import type { Check } from '../../domain/health.ts';
import { MINUTE, SECOND, type Instant } from '../../domain/time.ts';
import { saySeconds } from '../../domain/say-time.ts';
import { html, type Html } from '../../lib/html.ts';
import type { WayState } from '../../store/desk/intake.ts';
import type { MailboxHealth } from '../../store/ledger.ts';
import type { Ask } from '../desk.ts';
import { WAYS } from '../ledger/filter.ts';
import { countLine } from '../ledger/list.ts';
import { timeOf } from '../words.ts';

/** A mailbox of ours, with everything that is known of how it is read. */
export type Box = {
  readonly id: string;
  readonly address: string;
  /** who reads it; none where mail is handed in */
  readonly readers: readonly { readonly id: string; readonly readAt: Instant | null; readonly check: Check | null }[];
  readonly states: readonly MailboxHealth[];
  readonly ways: readonly WayState[];
  /** kept items of which its server was not told yet */
  readonly untold: number;
  /** what came in in each of the last 24 hours; empty: nothing */
  readonly hours: readonly number[];
};

/** One mailbox. Keepers get links into the ledger. */
export function boxCard(box: Box, ask: Ask, isKeeper: boolean): Html {
  const waiting = box.ways.reduce((sum, way) => sum + way.waiting, 0);
  const failing = box.ways.reduce((sum, way) => sum + way.failing, 0);
  const oldest = box.ways.flatMap(({ oldest: at }) => at ?? []).toSorted((a, b) => a - b)[0] ?? null;
  const troubles = box.states.flatMap(({ trouble }) => trouble ?? []);
  const count =
    `${waiting === 0 ? 'nothing' : waiting} ${waiting === 1 ? 'item' : waiting === 0 ? '' : 'items'}`.trim();
  return html`<section class="card">
    <h2>${box.id} <span class="soft small">${box.address}</span></h2>
    ${troubles.map((sentence) => html`<p class="problem late"><strong>■ What to do:</strong> ${sentence}</p>`)}
    <dl class="facts">
      ${
        box.readers.length === 0
          ? html`<dt>Read</dt>
              <dd>Nobody reads it: its mail is handed in by SMTP, which the list below watches.</dd>`
          : box.readers.map(
              ({ id, readAt, check }) =>
                html`<dt>Last read to its end</dt>
                  <dd>
                    ${lastRead(readAt, check, ask)}${id === box.id ? null : html` <span class="soft">(folder)</span>`}
                  </dd>`,
            )
      }
      <dt>Waits to be worked</dt>
      <dd>
        ${isKeeper && waiting > 0 ? html`<a href="/ledger?state=stored&amp;mailbox=${box.id}">${count}</a>` : count}${oldest === null ? null : html`, the oldest came ${timeOf(oldest, ask)}`}${failing === 0 ? null : html` <span class="tone soon">◆ ${failing} tried in vain</span>`}
      </dd>
      ${
        box.untold === 0
          ? null
          : html`<dt>The server knows</dt>
              <dd>${box.untold} kept here, of which the server is told with the next reading</dd>`
      }
      ${box.ways.map(
        (way) =>
          html`<dt>By ${WAYS[way.via] ?? way.via}</dt>
            <dd>
              ${way.lastAt === null ? 'nothing lately' : html`last ${timeOf(way.lastAt, ask)}`}, ${way.lastDay} in the
              last 24 hours
            </dd>`,
      )}
    </dl>
    ${box.states.map((state) => countLine(state, ask))} ${chart(box)}
  </section>`;
}

/** When a source was last proven to be read, and whether that is well. */
export function lastRead(readAt: Instant | null, check: Check | null, ask: Ask): Html {
  const ago = readAt === null ? null : Math.max(0, Date.now() - readAt);
  const words =
    ago === null
      ? 'never yet'
      : ago < MINUTE
        ? 'less than a minute ago'
        : `${saySeconds(Math.floor(ago / MINUTE) * (MINUTE / SECOND))} ago`;
  const isWell = check === null || check.state === 'ok';
  return html`${readAt === null ? null : html`${timeOf(readAt, { ...ask, now: Date.now() })}, `}${words}
  ${isWell ? null : html`<span class="tone late">■ too long ago</span>`}`;
}

const HEIGHT = 40;

/** How much came in in each hour of the last day; the words beneath say it too. */
function chart({ id, hours }: Box): Html {
  const most = Math.max(1, ...hours);
  const sum = hours.reduce((all, n) => all + n, 0);
  if (sum === 0) return html`<p class="soft small">Nothing came in in the last 24 hours.</p>`;
  const words = `${sum} came in in the last 24 hours, at most ${most} in one hour`;
  return html`<figure class="hours">
    <svg class="chart" viewBox="0 0 240 ${HEIGHT}" preserveAspectRatio="none" role="img" aria-label="${id}: ${words}">
      ${hours.map((n, i) => {
        const height = n === 0 ? 0 : Math.max(2, Math.round((n / most) * HEIGHT));
        return html`<rect class="kept" x="${i * 10 + 1}" y="${HEIGHT - height}" width="8" height="${height}"></rect>`;
      })}
      <line class="axis" x1="0" x2="240" y1="${HEIGHT}" y2="${HEIGHT}"></line>
    </svg>
    <figcaption class="soft small">${words}; the last hour stands at the right</figcaption>
  </figure>`;
}
