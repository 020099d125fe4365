import type { Worded } from './about.ts';
import type { Page } from './blocks.ts';
import { FONT, LIGHT, STYLE } from './dress.ts';
import { block, row } from './html.ts';
import { html, render, type Html } from '../../lib/html.ts';
import { lines } from './markup.ts';
import { plainText } from './plain.ts';

/** A page as a mail: HTML in the one frame of the house, and the same as plain text. */
export function worded(page: Page): Worded {
  return {
    subject: page.subject,
    preheader: page.preheader,
    text: plainText(page),
    html: render(frame(page)).replaceAll(/\n\s+/gu, '\n'),
  };
}

const { ground, sheet, ink, soft, line } = LIGHT;
const SOFT = `font-size:14px;line-height:1.5;color:${soft};background-color:${sheet};`;

function frame({ subject, preheader, house, title, blocks, small }: Page): Html {
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <meta name="supported-color-schemes" content="light dark" />
        <title>${subject}</title>
        <style>
          ${STYLE}
        </style>
      </head>
      <body class="ground" style="margin:0;padding:0;background-color:${ground};color:${ink}">
        <div
          style="display:none;max-height:0;overflow:hidden;mso-hide:all;font-size:1px;line-height:1px;color:${ground}"
        >
          ${preheader}
        </div>
        <table
          role="presentation"
          class="ground"
          width="100%"
          cellpadding="0"
          cellspacing="0"
          border="0"
          bgcolor="${ground}"
          style="background-color:${ground}"
        >
          <tr>
            <td class="outer" align="center" style="padding:32px 12px">
              <!--[if mso]><table role="presentation" width="600" cellpadding="0" cellspacing="0" border="0"><tr><td><![endif]-->
              <table
                role="presentation"
                class="sheet"
                width="100%"
                cellpadding="0"
                cellspacing="0"
                border="0"
                bgcolor="${sheet}"
                style="max-width:600px;background-color:${sheet};border:1px solid ${line};border-radius:6px;border-collapse:separate;font-family:${FONT};font-size:16px;line-height:1.55;color:${ink};text-align:left"
              >
                <tr>
                  <td class="side soft" style="padding:28px 40px 0;${SOFT}">${house}</td>
                </tr>
                ${title === null ? html`` : heading(title)}${blocks.map(block)}${ending(small)}
              </table>
              <!--[if mso]></td></tr></table><![endif]-->
            </td>
          </tr>
        </table>
      </body>
    </html> `;
}

function heading(title: string): Html {
  return html`<tr>
    <td class="side ink" style="padding:6px 40px 0;background-color:${sheet}">
      <h1 style="margin:0;font-size:25px;line-height:1.25;font-weight:600;color:${ink};background-color:${sheet}">
        ${title}
      </h1>
    </td>
  </tr> `;
}

function ending(small: readonly string[]): Html {
  if (small.length === 0) return row(28, html`&nbsp;`);
  const said = small.map((text, i) => html`${i === 0 ? html`` : html`<br />`}${lines(text)}`);
  return html`<tr>
    <td class="side ink" style="padding:28px 40px 28px;background-color:${sheet}">
      <table role="presentation" width="100%" cellpadding="0" cellspacing="0" border="0">
        <tr>
          <td class="soft line" style="padding:16px 0 0;border-top:1px solid ${line};${SOFT}">${said}</td>
        </tr>
      </table>
    </td>
  </tr> `;
}
