/** A structured header value (RFC 2045 §5.1): its main value lower-cased, its parameters by lower-cased name. */
export type Structured = { readonly value: string; readonly params: ReadonlyMap<string, string> };

const MAX_VALUE = 10_000;
const MAX_PARAMS = 50;

// One parameter: a quoted string (backslash escapes) or a token up to the next semicolon or blank. Bounded by MAX_VALUE.
const PARAM = /;[ \t]*([^\s=;"]{1,60})[ \t]*=[ \t]*(?:"((?:[^"\\]|\\.)*)"|([^\s;"]*))/gs;

/** Reads a Content-Type, Content-Disposition or the like; the first of two equal parameters counts. Never throws. */
export function readStructured(latin1: string): Structured {
  const text = latin1.slice(0, MAX_VALUE);
  const params = new Map<string, string>();
  for (const match of text.matchAll(PARAM)) {
    const name = match[1]!.toLowerCase();
    if (params.size < MAX_PARAMS && !params.has(name))
      params.set(name, match[2]?.replace(/\\(.)/gs, '$1') ?? match[3]!);
  }
  return { value: text.split(/[;\s]/, 1)[0]!.toLowerCase(), params };
}
