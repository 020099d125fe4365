import { compile, type FormatCallback } from 'html-to-text';
import { isTooDeep, stripTags } from './strip-tags.ts';

/** Longest HTML that is converted, UTF-16 units; what follows is cut. Newsletters stay below 300 000. */
export const MAX_HTML = 1_000_000;

/** A link that may be shown: never one that runs something or carries its own content. */
function safeLink(href: string): string {
  return /^(?:https?:|tel:|[^\s:@]{1,64}@)/i.test(href.trim()) ? href.trim().slice(0, 2_000) : '';
}

/** A table cell: apart from its neighbour by a blank, so that tables made for layout and for numbers both read well. */
const cell: FormatCallback = (element, walk, builder) => {
  walk(element.children, builder);
  builder.addInline(' ');
};

/** Outlook's and Gmail's marks of a signature, said in the words that plain text has for it. */
const signature: FormatCallback = (element, walk, builder) => {
  builder.openBlock({ leadingLineBreaks: 1 });
  builder.addLiteral('-- \n');
  walk(element.children, builder);
  builder.closeBlock({ trailingLineBreaks: 1 });
};

const convert = compile({
  wordwrap: false,
  limits: { maxDepth: 1_000, maxInputLength: MAX_HTML },
  formatters: { cell, signature },
  selectors: [
    {
      selector: 'a',
      format: 'anchor',
      options: { hideLinkHrefIfSameAsText: true, linkBrackets: ['<', '>'], noAnchorUrl: true, pathRewrite: safeLink },
    },
    { selector: 'img', format: 'skip' },
    { selector: 'title', format: 'skip' },
    { selector: 'style', format: 'skip' },
    { selector: 'script', format: 'skip' },
    { selector: '*[hidden]', format: 'skip' },
    { selector: '*[style*="display:none"]', format: 'skip' },
    { selector: '*[style*="display: none"]', format: 'skip' },
    { selector: 'p', options: { leadingLineBreaks: 1, trailingLineBreaks: 1 } },
    { selector: 'blockquote', format: 'blockquote', options: { leadingLineBreaks: 1, trailingLineBreaks: 1 } },
    { selector: 'tr', format: 'block', options: { leadingLineBreaks: 1, trailingLineBreaks: 1 } },
    { selector: 'td', format: 'cell' },
    { selector: 'th', format: 'cell' },
    { selector: 'div.gmail_signature', format: 'signature' },
    { selector: 'div#Signature', format: 'signature' },
    ...['h1', 'h2', 'h3', 'h4', 'h5', 'h6'].map((selector) => ({ selector, options: { uppercase: false } })),
  ],
});

/** HTML as text a person can read; quotes become "> " lines. Never throws: what is too deep or broken loses its tags alone. */
export function htmlToText(html: string): string {
  const source = html.length > MAX_HTML ? html.slice(0, MAX_HTML) : html;
  try {
    return tidy(isTooDeep(source) ? stripTags(source) : convert(source));
  } catch {
    return tidy(stripTags(source));
  }
}

/** No trailing blanks, at most one empty line in a row. */
function tidy(text: string): string {
  const lines = text.split('\n').map((line) => line.trimEnd());
  return lines
    .filter((line, n) => line !== '' || (lines[n - 1] ?? '') !== '')
    .join('\n')
    .trim();
}
