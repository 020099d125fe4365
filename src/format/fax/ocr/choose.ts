import { permanent } from '../../../lib/fault.ts';
import type { Ocr } from './port.ts';
import { programLanguages, tesseractProgram } from './program.ts';
import { tesseractJs } from './tesseract-js.ts';

/**
 * The reader of letters that the settings name. `auto` is the program of the machine where it knows all the languages, for it
 * takes half the time, else the one that came along. When the named one cannot be had, one that says so of every page: it is
 * shown to people all the same.
 */
export function chooseOcr(engine: 'auto' | Ocr['name'], languages: readonly string[]): Ocr {
  if (engine === 'tesseract.js') return tesseractJs(languages);
  const known = programLanguages();
  const missing = known === null ? languages : languages.filter((language) => !known.includes(language));
  if (known !== null && missing.length === 0) return tesseractProgram(languages);
  if (engine === 'auto') return tesseractJs(languages);
  return unable(
    known === null
      ? 'the program tesseract is not installed; install it (Debian: tesseract-ocr), or set fax.reading.engine to auto'
      : `the program tesseract cannot read ${missing.join(', ')}; install its data (Debian: tesseract-ocr-${missing[0]})`,
  );
}

function unable(why: string): Ocr {
  return { name: 'tesseract', recognize: () => Promise.reject(permanent(why)), close: async () => {} };
}
