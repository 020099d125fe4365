/** Deepest nesting handed to a real HTML parser. Browsers flatten at 512; parsers grow quadratic, or overflow, far above. */
const MAX_DEPTH = 1_000;

const VOID = new Set([
  'area',
  'base',
  'br',
  'col',
  'embed',
  'hr',
  'img',
  'input',
  'link',
  'meta',
  'param',
  'source',
  'track',
  'wbr',
  'p',
  'li',
  'td',
  'tr',
  'th',
]);
const HIDDEN = new Set(['script', 'style', 'head', 'title']);
const BREAKS = new Set(['br', 'p', 'div', 'tr', 'li', 'table', 'blockquote', 'h1', 'h2', 'h3']);
const NAMED: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'", nbsp: ' ' };

// Sticky: it looks at one place only.
const TAG_START = /<(\/?)([a-z][a-z0-9:]{0,30}|!--|!|\?)/iy;

type Tag = { readonly name: string; readonly closing: boolean; readonly from: number; readonly to: number };

/** The tags of a text from left to right, in one pass. A `<` that begins no tag is text; one that never ends, ends the text. */
function* tagsOf(html: string): Generator<Tag> {
  for (let at = html.indexOf('<'); at >= 0;) {
    TAG_START.lastIndex = at;
    const match = TAG_START.exec(html);
    if (!match) {
      at = html.indexOf('<', at + 1);
      continue;
    }
    const end = match[2] === '!--' ? html.indexOf('-->', at) + 2 : html.indexOf('>', at);
    if (end < at) return;
    yield { name: match[2]!.toLowerCase(), closing: match[1] === '/', from: at, to: end + 1 };
    at = html.indexOf('<', end);
  }
}

/** Whether elements nest deeper than a real parser should be given. Linear; unclosed paragraphs, items and cells do not count. */
export function isTooDeep(html: string): boolean {
  let depth = 0;
  for (const tag of tagsOf(html)) {
    if (VOID.has(tag.name) || tag.name.startsWith('!')) continue;
    depth = Math.max(0, depth + (tag.closing ? -1 : 1));
    if (depth > MAX_DEPTH) return true;
  }
  return false;
}

/** The text between the tags, scripts and styles left out. Linear and without recursion: for what a real parser cannot take. */
export function stripTags(html: string): string {
  const out: string[] = [];
  let from = 0;
  let hidden = '';
  for (const tag of tagsOf(html)) {
    if (hidden === '') out.push(html.slice(from, tag.from));
    if (BREAKS.has(tag.name)) out.push('\n');
    if (hidden === '' && !tag.closing && HIDDEN.has(tag.name)) hidden = tag.name;
    else if (tag.closing && tag.name === hidden) hidden = '';
    from = tag.to;
  }
  if (hidden === '') out.push(html.slice(from));
  return out
    .join('')
    .replace(/&(#x[0-9a-f]{1,6}|#[0-9]{1,7}|[a-z]{2,6});/gi, (all, name: string) => entity(name) ?? all);
}

function entity(name: string): string | undefined {
  if (!name.startsWith('#')) return NAMED[name.toLowerCase()];
  const code = name[1]!.toLowerCase() === 'x' ? Number.parseInt(name.slice(2), 16) : Number.parseInt(name.slice(1), 10);
  return code > 0 && code <= 0x10_ff_ff ? String.fromCodePoint(code) : undefined;
}
