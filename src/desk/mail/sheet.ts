import { html, render } from '../../lib/html.ts';

/** A mail as it was sent, made harmless by whoever hands it over. */
export type CleanMail = {
  readonly html: string;
  readonly hadHtml: boolean;
  readonly remote: number;
  readonly unshown: number;
};

/** Always a white sheet, for a mail's own colours are made for one; light also where the desk is dark. */
const STYLE = `:root{color-scheme:light}html{background:#fff}body{margin:0;padding:12px;background:#fff;color:#1b1f24;font:15px/1.5 system-ui,sans-serif;overflow-wrap:anywhere}
img{max-width:100%;height:auto}img:not([src])[alt=""]{display:none}img:not([src]){border:1px dashed #8a93a0;padding:2px 6px;color:#4b5563;font-size:13px}table{max-width:100%}a{color:#0b4f9e}
.told{margin:-12px -12px 12px;padding:6px 12px;border-bottom:1px solid #8a93a0;background:#f3f4f6;color:#1b1f24;font:13px/1.5 system-ui,sans-serif}pre,.text{white-space:pre-wrap}`;

/** The page that shows a mail as it was sent, with a line above it that says what of it is not shown. */
export function mailSheet(mail: CleanMail): string {
  const told = [
    mail.hadHtml ? null : 'This mail has no layout: its text is all there is.',
    mail.remote === 0
      ? null
      : `${count(mail.remote, 'picture')} from other places ${mail.remote === 1 ? 'was' : 'were'} not loaded, so that the sender does not learn that the mail was read.`,
    mail.unshown === 0
      ? null
      : `${count(mail.unshown, 'picture')} of the mail ${mail.unshown === 1 ? 'is' : 'are'} not shown here; the original mail has ${mail.unshown === 1 ? 'it' : 'them'}.`,
  ].filter((sentence) => sentence !== null);
  return sheet(told, mail.html);
}

/** The page in place of one that cannot be shown: why, and the text of the mail. */
export function textSheet(why: string, text: string): string {
  return sheet(
    [`The layout of this mail could not be opened, so this is its text alone: ${why}.`],
    render(html`<div class="text">${text}</div>`),
  );
}

/** `body` is HTML that was cleaned, or escaped above. */
function sheet(told: readonly string[], body: string): string {
  const line = told.length === 0 ? null : html`<p class="told">${told.join(' ')}</p>`;
  return `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><meta name="color-scheme" content="light"><title>Mail as sent</title><style>${STYLE}</style></head><body>${render(html`${line}`)}${body}</body></html>`;
}

function count(n: number, noun: string): string {
  return `${n} ${noun}${n === 1 ? '' : 's'}`;
}
