import { isPage, TONES, type Block, type Fact, type Link, type Option, type Row } from './blocks.ts';
import { bars, table, trend } from './charts.ts';
import { LIGHT, toned } from './dress.ts';
import { html, type Html } from '../../lib/html.ts';
import { lines } from './markup.ts';

/*
 * Blocks as rows of the sheet's one table, since the older Outlook knows no other way to lay things out. Style stands in
 * each element: many programs throw the sheet of styles away.
 */

const { ink, soft, line, link, control, sheet } = LIGHT;
const INK = `color:${ink};background-color:${sheet};`;
const SOFT = `color:${soft};background-color:${sheet};font-size:14px;line-height:1.5;`;
const ANY = 'overflow-wrap:anywhere;word-break:break-word;'; // a word without end must not push the sheet apart

/** One block, as rows of the sheet. */
export function block(one: Block): Html {
  switch (one.kind) {
    case 'lead':
      return lead(one);
    case 'heading':
      return row(30, html`<h2 style="margin:0;font-size:16px;line-height:1.4;font-weight:600;${INK}">${one.text}</h2>`);
    case 'paragraph':
      return row(16, lines(one.text));
    case 'panel':
      return row(
        20,
        html`<table role="presentation" width="100%" cellpadding="0" cellspacing="0" border="0">
          <tr>
            <td
              class="panel"
              dir="auto"
              style="padding:16px 20px;border:1px solid ${line};border-radius:4px;${toned('plain')}${ANY}"
            >
              ${lines(one.text)}
            </td>
          </tr>
        </table>`,
      );
    case 'facts':
      return row(20, facts(one.rows));
    case 'quote':
      return quote(one);
    case 'tickets':
      return tickets(one.rows, one.more);
    case 'bars':
      return row(12, bars(one.rows));
    case 'trend':
      return row(12, trend(one.rows));
    case 'table':
      return row(16, table(one));
    case 'links':
      return links(one.links);
    case 'choice':
      return choice(one.title, one.options);
    default:
      return one satisfies never;
  }
}

/** A row of the sheet with `space` pixels above. */
export function row(space: number, inner: Html): Html {
  return html`<tr>
    <td class="side ink" style="padding:${space}px 40px 0;${INK}${ANY}">${inner}</td>
  </tr> `;
}

function lead({ tone, text }: Extract<Block, { kind: 'lead' }>): Html {
  const said = TONES[tone];
  const word =
    said === null
      ? html``
      : html`<strong style="font-weight:600;white-space:nowrap">${said.sign} ${said.word}</strong> &nbsp;`;
  return row(
    16,
    html`<table role="presentation" width="100%" cellpadding="0" cellspacing="0" border="0">
      <tr>
        <td
          class="${tone}"
          style="padding:12px 16px;border-left:4px solid ${LIGHT.tones[tone].ink};${toned(tone)}${ANY}"
        >
          ${word}${text}
        </td>
      </tr>
    </table>`,
  );
}

function facts(rows: readonly Fact[]): Html {
  const each = rows.map(
    ({ label, value, phone }) =>
      html`<tr>
        <td class="soft" width="84" valign="top" style="width:84px;padding:6px 12px 4px 0;${SOFT}">${label}</td>
        <td class="ink" dir="auto" valign="top" style="padding:4px 0;${INK}${ANY}">${dial(value, phone ?? null)}</td>
      </tr> `,
  );
  return html`<table role="presentation" width="100%" cellpadding="0" cellspacing="0" border="0">
    ${each}
  </table>`;
}

/** The number within a text as a link that dials. */
function dial(value: string, phone: string | null): Html {
  const digits = phone?.replaceAll(/[ ().-]/gu, '') ?? '';
  const at = phone === null ? -1 : value.indexOf(phone);
  if (phone === null || at < 0 || !/^\+[1-9]\d{6,14}$/u.test(digits)) return lines(value);
  return html`${lines(value.slice(0, at))}<a class="link" href="tel:${digits}" style="color:${link};white-space:nowrap"
      >${phone}</a
    >${lines(value.slice(at + phone.length))}`;
}

function quote({ title, text, note }: Extract<Block, { kind: 'quote' }>): Html {
  const below = note === null ? html`` : html`<div class="soft" style="padding:8px 0 0 20px;${SOFT}">${note}</div>`;
  return row(
    24,
    html`<h2 dir="auto" style="margin:0 0 10px;font-size:16px;line-height:1.4;font-weight:600;${INK}">${title}</h2>
      ${
        text === ''
          ? html``
          : html`<table role="presentation" width="100%" cellpadding="0" cellspacing="0" border="0">
              <tr>
                <td
                  class="ink line"
                  dir="auto"
                  style="padding:2px 0 2px 16px;border-left:4px solid ${line};${INK}${ANY}"
                >
                  ${lines(text)}
                </td>
              </tr>
            </table>`
      }${below}`,
  );
}

function tickets(rows: readonly Row[], more: number): Html {
  const each = rows.map(
    ({ tone, state, mark, reference, title, notes, url }, i) =>
      html`<tr>
        <td class="ink line" style="padding:12px 0;${i === 0 ? '' : `border-top:1px solid ${line};`}${INK}${ANY}">
          ${label(tone)}${state}<br />${levelMark(mark)}
          ${named(reference, title, url)}${
            notes.length === 0 ? html`` : html`<br /><span class="soft" style="${SOFT}">${notes.join(' · ')}</span>`
          }
        </td>
      </tr> `,
  );
  return html`${row(
    8,
    html`<table role="presentation" width="100%" cellpadding="0" cellspacing="0" border="0">
      ${each}
    </table>`,
  )}${more > 0 ? row(12, html`and ${more} more`) : html``}`;
}

function label(tone: Row['tone']): Html {
  const said = TONES[tone];
  if (said === null) return html``;
  return html`<span class="${tone}" style="padding:1px 6px;white-space:nowrap;${toned(tone)}"
    ><strong style="font-weight:600">${said.sign} ${said.word}</strong></span
  > `;
}

/** A level in its frame: dashed while only suggested. */
function levelMark(mark: string): Html {
  const frame = mark.endsWith('?') ? 'dashed' : 'solid';
  return html`<span
    class="mark"
    style="border:1px ${frame} ${control};border-radius:3px;padding:0 5px;white-space:nowrap"
    >${mark}</span
  >`;
}

function named(reference: string, title: string, url: string | null): Html {
  const words = html`<span style="white-space:nowrap">${reference}</span> <span dir="auto">${title}</span>`;
  return isPage(url) ? html`<a class="link" href="${url}" style="color:${link}">${words}</a>` : words;
}

function links(all: readonly Link[]): Html {
  const [first, ...others] = all.filter(({ url }) => isPage(url));
  if (first === undefined) return html``;
  const main = html`<table role="presentation" cellpadding="0" cellspacing="0" border="0">
    <tr>
      <td class="main" bgcolor="${link}" style="background-color:${link};border-radius:4px">
        <a
          class="main"
          href="${first.url}"
          style="display:inline-block;padding:11px 22px;border:1px solid ${link};border-radius:4px;background-color:${link};color:${sheet};font-weight:600;text-decoration:none"
          >${first.label}</a
        >
      </td>
    </tr>
  </table>`;
  return html`${row(28, main)}${others.length === 0 ? html`` : row(12, html`${others.map((one) => button(one))}`)}`;
}

function button({ label, url }: Link): Html {
  return html`<a
    class="button"
    href="${url}"
    style="display:inline-block;margin:0 8px 8px 0;padding:9px 16px;border:1px solid ${control};border-radius:4px;background-color:${sheet};color:${link};text-decoration:none"
    >${label}</a
  > `;
}

function choice(title: string, options: readonly Option[]): Html {
  const shown = options.filter(({ url }) => isPage(url));
  if (shown.length === 0) return html``;
  const each = shown.map(
    ({ label, url, short, chosen }) =>
      html`<a
        class="button"
        href="${url}"
        title="${label}"
        aria-label="${label}"
        style="display:inline-block;margin:0 4px 8px 0;min-width:20px;padding:9px 11px;border:${chosen ? '2px' : '1px'} solid ${control};border-radius:4px;background-color:${sheet};color:${link};text-align:center;text-decoration:none${chosen ? ';font-weight:600' : ''}"
        >${short}</a
      > `,
  );
  return row(12, html`<span style="display:block;padding-bottom:6px">${title}</span>${each}`);
}
