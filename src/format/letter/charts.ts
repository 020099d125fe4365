import { percentOf, sayKept } from '../../domain/board/kept.ts';
import type { Bar, Block } from './blocks.ts';
import { BROKEN, KEPT, LIGHT } from './dress.ts';
import { html, type Html } from '../../lib/html.ts';

/*
 * Charts of table cells: pictures are blocked or not shown by mail programs. Each number stands beside its bar as text,
 * so the colours only repeat what is said.
 */

const { ink, soft, line, sheet } = LIGHT;
const INK = `color:${ink};background-color:${sheet};`;
const SOFT = `color:${soft};background-color:${sheet};font-size:14px;line-height:1.5;`;
const TABLE = html`role="presentation" width="100%" cellpadding="0" cellspacing="0" border="0"`;
const BAR_HEIGHT = 14; // px
const COLUMN_HEIGHT = 72; // px

/** Bars that lie: name and number above each. */
export function bars(rows: readonly Bar[]): Html {
  const each = rows.map((bar) => {
    const percent = percentOf(bar);
    return html`<tr>
        <td class="ink" style="padding:10px 12px 3px 0;${INK}">${bar.label}</td>
        <td class="ink" align="right" style="padding:10px 0 3px;white-space:nowrap;${INK}">${numberOf(bar)}</td>
      </tr>
      <tr>
        <td colspan="2">
          <table ${TABLE} aria-hidden="true">
            <tr>
              ${percent === null ? cell(100, null) : html`${cell(percent, KEPT)}${cell(100 - percent, BROKEN)}`}
            </tr>
          </table>
        </td>
      </tr> `;
  });
  return html`<table ${TABLE}>
    ${each}
    <tr>
      <td colspan="2" class="soft" style="padding:10px 0 0;${SOFT}">
        <span style="color:${KEPT}">■</span> kept &nbsp; <span style="color:${BROKEN}">■</span> not kept
      </td>
    </tr>
  </table>`;
}

/** `7 of 8 · 87 %` */
function numberOf(bar: Bar): string {
  const percent = percentOf(bar);
  return percent === null ? sayKept(bar) : `${sayKept(bar)} · ${percent} %`;
}

function cell(percent: number, colour: string | null): Html {
  if (percent === 0) return html``;
  const ground = colour === null ? html`` : html` bgcolor="${colour}"`;
  const style = colour === null ? `border:1px solid ${line};` : `background-color:${colour};`;
  return html`<td
    class="line"
    width="${percent}%"
    height="${BAR_HEIGHT}"
    ${ground}
    style="width:${percent}%;height:${BAR_HEIGHT}px;font-size:1px;line-height:1px;${style}"
  >
    &nbsp;
  </td>`;
}

/** Bars that stand, one a period, oldest first. */
export function trend(rows: readonly Bar[]): Html {
  const width = Math.floor(100 / Math.max(1, rows.length));
  const columns = rows.map((bar) => {
    const percent = percentOf(bar);
    const kept = percent === null ? 0 : Math.round((percent * COLUMN_HEIGHT) / 100);
    const broken = percent === null ? 0 : COLUMN_HEIGHT - kept;
    return html`<td width="${width}%" valign="bottom" align="center" style="padding:0 2px">
      <table role="presentation" aria-hidden="true" width="28" cellpadding="0" cellspacing="0" border="0">
        ${block(broken, BROKEN)}${block(kept, KEPT)}
      </table>
    </td>`;
  });
  const said = rows.map((bar) => {
    const percent = percentOf(bar);
    return html`<td
      class="soft"
      width="${width}%"
      valign="top"
      align="center"
      style="padding:4px 0 0;font-size:13px;line-height:1.35;white-space:nowrap;color:${soft};background-color:${sheet}"
    >
      <span class="ink" style="${INK}">${percent === null ? 'none' : `${percent} %`}</span
      ><br />${bar.label}<br />${percent === null ? '' : `${bar.kept}/${bar.of}`}
    </td>`;
  });
  return html`<table ${TABLE}>
    <tr>
      ${columns}
    </tr>
    <tr>
      ${said}
    </tr>
  </table>`;
}

function block(height: number, colour: string): Html {
  if (height === 0) return html``;
  return html`<tr>
    <td
      height="${height}"
      bgcolor="${colour}"
      style="height:${height}px;background-color:${colour};font-size:1px;line-height:1px"
    >
      &nbsp;
    </td>
  </tr>`;
}

/** A table of numbers, with heads that are read out with each number. */
export function table({ head, rows }: Extract<Block, { kind: 'table' }>): Html {
  const cells = `padding:6px 0 6px 12px;border-bottom:1px solid ${line};`;
  const name = `padding:6px 0;border-bottom:1px solid ${line};font-weight:400;`;
  const heads = head.map(
    (text, i) =>
      html`<th
        class="soft line"
        scope="col"
        align="${i === 0 ? 'left' : 'right'}"
        ${i === 0 ? html`width="55%"` : html``}
        valign="bottom"
        style="${i === 0 ? name : `${cells}font-weight:400;white-space:nowrap;`}${SOFT}"
      >
        ${text}
      </th>`,
  );
  const body = rows.map(
    ([first = '', ...others]) =>
      html`<tr>
        <th class="ink line" scope="row" align="left" style="${name}${INK}">${first}</th>
        ${others.map(
          (text) =>
            html`<td class="ink line" align="right" valign="bottom" style="${cells}white-space:nowrap;${INK}">
              ${text}
            </td>`,
        )}
      </tr> `,
  );
  return html`<table width="100%" cellpadding="0" cellspacing="0" border="0">
    <tr>
      ${heads}
    </tr>
    ${body}
  </table>`;
}
