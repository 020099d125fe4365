import { html, type Html } from '../../lib/html.ts';

/** Text whose line ends are shown, and the blanks that begin a line. */
export function lines(text: string): Html {
  const [first = '', ...others] = text
    .split('\n')
    .map((line) => line.replace(/^ {1,20}/u, (blanks) => '\u00a0'.repeat(blanks.length)));
  return html`${unbroken(first)}${others.map((line) => html`<br />${unbroken(line)}`)}`;
}

// A ticket's number, in its brackets or not (domain/reference.ts): it is read aloud and typed, so it stays in one piece.
const NUMBER = /(\[#[2-9A-Z]{3}-[2-9A-Z]{3}\]|\b[2-9A-Z]{3}-[2-9A-Z]{3}\b)/u;

function unbroken(line: string): Html {
  const pieces = line.split(NUMBER);
  return html`${pieces.map((piece, i) => (i % 2 === 0 ? html`${piece}` : html`<span style="white-space:nowrap">${piece}</span>`))}`;
}
