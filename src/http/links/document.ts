import { html, render, type Html } from '../../lib/html.ts';
import { SHEET } from './style.ts';

/** A whole page in our looks, for whoever followed a link in a mail: one file, which loads nothing. */
export function document(title: string, main: Html): string {
  return render(
    html`<!doctype html>
      <html lang="en">
        <head>
          <meta charset="utf-8" />
          <meta name="viewport" content="width=device-width, initial-scale=1" />
          <meta name="robots" content="noindex" />
          <meta name="color-scheme" content="light dark" />
          <title>${title}</title>
          ${SHEET}
        </head>
        <body>
          <main>${main}</main>
        </body>
      </html> `,
  );
}
