/*
 * Inline style of a stranger's mail: only what is on this list passes, and only with values of these forms. The forms have no room for
 * url(), expression(), var(), escapes (\), comments, or a second declaration; so it does not matter how a browser would take them apart.
 */

const NUMBER = String.raw`(?:\d{1,4}(?:\.\d{1,4})?|\.\d{1,4})`;
const LENGTH = String.raw`(?:${NUMBER}(?:px|pt|pc|em|rem|ex|ch|in|cm|mm|%)?|auto)`;
const COLOUR = String.raw`(?:#[0-9a-f]{3,8}|[a-z]{3,24}|(?:rgb|hsl)a?\((?:[ ,/]{0,3}\d{1,3}(?:\.\d{1,4})?%?){3,4} ?\))`;
const LINE = '(?:none|hidden|solid|dashed|dotted|double|groove|ridge|inset|outset|thin|medium|thick)';

const one = (...forms: readonly string[]): RegExp => new RegExp(`^(?:${forms.join('|')})$`);
const upTo = (most: number, form: string): RegExp => new RegExp(`^${form}(?: ${form}){0,${most - 1}}$`);

const EDGES = ['', '-top', '-right', '-bottom', '-left'];
const lengths = upTo(4, LENGTH);
const word = one('[a-z][a-z-]{0,30}');

const FORMS: ReadonlyMap<string, RegExp> = new Map([
  ['color', one(COLOUR)],
  ['background-color', one(COLOUR)],
  ['background', one(COLOUR)],
  ['font-family', /^(?:["']?[a-z0-9][a-z0-9 _-]{0,60}["']?(?:, ?|$)){1,20}$/],
  ['font-size', one(LENGTH, '(?:xx?-)?(?:small|large)', 'medium', 'smaller', 'larger')],
  ['font-weight', one('normal', 'bold', 'bolder', 'lighter', String.raw`\d{3}`)],
  ['font-style', word],
  ['font-variant', word],
  ['line-height', one(LENGTH, 'normal')],
  ['letter-spacing', one(LENGTH, 'normal')],
  ['word-spacing', one(LENGTH, 'normal')],
  ['text-align', word],
  ['text-indent', one(LENGTH)],
  ['text-transform', word],
  ['text-decoration', upTo(3, '[a-z][a-z-]{0,30}')],
  ['text-decoration-line', word],
  ['vertical-align', one(LENGTH, '[a-z][a-z-]{0,30}')],
  ['white-space', word],
  ['word-break', word],
  ['word-wrap', word],
  ['overflow-wrap', word],
  ['direction', one('ltr', 'rtl')],
  ['display', one('none', 'block', 'inline', 'inline-block', 'list-item', '(?:inline-)?table(?:-[a-z-]{1,20})?')],
  ['float', one('left', 'right', 'none')],
  ['clear', one('left', 'right', 'both', 'none')],
  ['table-layout', word],
  ['border-collapse', word],
  ['border-spacing', upTo(2, LENGTH)],
  ['border-radius', lengths],
  ['list-style-type', word],
  ...['width', 'min-width', 'max-width', 'height', 'min-height', 'max-height'].map((name): [string, RegExp] => [
    name,
    one(LENGTH, 'none'),
  ]),
  ...EDGES.flatMap((edge): [string, RegExp][] => [
    [`margin${edge}`, lengths],
    [`padding${edge}`, lengths],
    [`border${edge}`, upTo(3, `(?:${LENGTH}|${LINE}|${COLOUR})`)],
    [`border${edge}-width`, upTo(4, `(?:${LENGTH}|${LINE})`)],
    [`border${edge}-style`, upTo(4, LINE)],
    [`border${edge}-color`, upTo(4, COLOUR)],
  ]),
]);

/** Longest style of one element, and longest value, that are looked at, characters; what mail programs write is far below. */
const MAX_STYLE = 4_000;
const MAX_VALUE = 300;

/** The declarations of a style attribute that may stay; '' when none may. Never throws, linear. */
export function cleanStyle(style: string): string {
  if (style.length > MAX_STYLE) return '';
  const kept = new Map<string, string>();
  for (const declaration of style.split(';')) {
    const colon = declaration.indexOf(':');
    const name = declaration.slice(0, Math.max(0, colon)).trim().toLowerCase();
    const value = declaration
      .slice(colon + 1)
      .trim()
      .toLowerCase()
      .replace(/\s*!\s*important$/, '')
      .replace(/\s+/g, ' ');
    if (value !== '' && value.length <= MAX_VALUE && FORMS.get(name)?.test(value) === true) kept.set(name, value);
  }
  return [...kept].map(([name, value]) => `${name}:${value}`).join(';');
}

/** How many things a style would have fetched from elsewhere. */
export function remoteInStyle(style: string): number {
  return style.match(/url\s*\(\s*["']?\s*(?:https?:|\/\/)/gi)?.length ?? 0;
}
