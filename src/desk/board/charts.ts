import type { Arrivals } from '../../domain/board/arrivals.ts';
import { percentOf, sayKept, type Kept } from '../../domain/board/kept.ts';
import { html, type Html } from '../../lib/html.ts';

/*
 * Charts that the server draws. Lengths along the page are per cent and letters keep their size, so that they are read on
 * a telephone as well. Each stands beside the table of its numbers, which is what screen readers are given.
 */

const ROW = 38; // px
const BAR = 14;
const LONGEST = 30; // letters of a label that a telephone has room for beside the numbers; wider windows show all

/** Kept and broken, one bar a row: the broken part is hatched. `id` is of this chart alone. */
export function keptBars(id: string, rows: readonly { readonly label: string; readonly kept: Kept }[]): Html {
  return html`<svg class="chart" aria-hidden="true" width="100%" height="${rows.length * ROW}">
    <defs>
      <pattern id="${id}" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
        <rect class="broken" width="6" height="6" />
        <rect class="gap" width="2" height="6" />
      </pattern>
    </defs>
    ${rows.map(({ label, kept }, n) => {
      const percent = percentOf(kept);
      const top = n * ROW;
      return html`<text class="long" x="0" y="${top + 12}">${label}</text>
        <text class="short" x="0" y="${top + 12}">${cut(label)}</text>
        <text x="100%" y="${top + 12}" text-anchor="end">
          ${percent === null ? 'none' : `${sayKept(kept)} · ${percent} %`}
        </text>
        ${
          percent === null
            ? html`<rect class="hollow" x="0.5" y="${top + 18}" width="99.7%" height="${BAR - 1}" />`
            : html`<rect class="kept" x="0" y="${top + 18}" width="${percent}%" height="${BAR}" />
                <rect x="${percent}%" y="${top + 18}" width="${100 - percent}%" height="${BAR}" fill="url(#${id})" />`
        }`;
    })}
  </svg>`;
}

const TALL = 96; // px, the highest column
const HEAD = 16; // for the number above it
const FOOT = 18; // for the hours below

/** What arrived per hour: columns for today, a dashed line for the mean of the days before. */
export function arrivalColumns({ hours }: Arrivals): Html {
  const busy = hours.filter(({ today, mean }) => (today ?? 0) > 0 || (mean ?? 0) > 0).map(({ hour }) => hour);
  const shown = hours.slice(Math.min(8, ...busy), Math.max(17, ...busy) + 1);
  const most = Math.max(1, ...shown.map(({ today, mean }) => Math.max(today ?? 0, mean ?? 0)));
  const wide = 100 / shown.length;
  const each = Math.ceil(shown.length / 8);
  const percent = (places: number): string => `${(places * wide).toFixed(2)}%`;
  const high = (n: number): number => Math.round((n / most) * TALL);
  const base = HEAD + TALL;
  return html`<svg class="chart" aria-hidden="true" width="100%" height="${base + FOOT}">
    <line class="axis" x1="0" x2="100%" y1="${base + 0.5}" y2="${base + 0.5}" />
    ${shown.map(({ hour, today, mean }, n) => {
      const column = high(today ?? 0);
      return html`${column === 0 ? null : html`<rect class="arrived" x="${percent(n + 0.15)}" y="${base - column}" width="${percent(0.7)}" height="${column}" />`}
      ${mean === null || mean === 0 ? null : html`<line class="usual" x1="${percent(n)}" x2="${percent(n + 1)}" y1="${base - high(mean)}" y2="${base - high(mean)}" />`}
      ${(today ?? 0) === 0 ? null : html`<text x="${percent(n + 0.5)}" y="${base - column - 4}" text-anchor="middle">${today}</text>`}
      ${n % each === 0 ? html`<text x="${percent(n + 0.5)}" y="${base + 14}" text-anchor="middle">${hour}</text>` : null}`;
    })}
  </svg>`;
}

function cut(label: string): string {
  return label.length > LONGEST ? `${label.slice(0, LONGEST - 1).trimEnd()}…` : label;
}
