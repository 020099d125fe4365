import { isSaid } from './compile.ts';
import { partsOf, stemsOfWords } from './phrase.ts';
import type { Rules } from './rules.ts';

const NONE: ReadonlySet<string> = new Set();

/** Why a phrase can never be found, or would be everywhere, in words for whoever wrote it; null when it is good. */
export function problemOf(text: string, words: Rules['words'], fillers: ReadonlySet<string>): string | null {
  try {
    const parts = partsOf(text);
    const unknown = parts.find(({ group }) => group !== null && !Object.hasOwn(words, group));
    if (unknown !== undefined)
      return `there is no group <${unknown.group}>; name it under "words", or write the words out`;
    const said = parts.filter((part) => isSaid(part, fillers));
    if (said.length === 0) return 'all its words are fillers, which are passed over in every text; say more';
    const [only] = said;
    const left = said.length === 1 && only!.group === null ? stemsOfWords(only!.words, fillers) : [];
    const written = parts.flatMap((part) => part.words).length;
    return left.length === 1 && written > 1 && stemsOfWords(only!.words, NONE).length > 1
      ? `its other words are fillers, so it would be found wherever "${left[0]}" stands; write that alone if it is meant`
      : null;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}
