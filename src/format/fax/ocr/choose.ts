import { permanent } from '../../../lib/fault.ts';
import type { Ocr } from './port.ts';
import { programLanguages, tesseractProgram } from './program.ts';
import { tesseractJs } from './tesseract-js.ts';

/**
 * The reader of letters that the settings name. `auto` is the program of the machine where it knows all the languages, for it
 * takes half the time, else the one that came along. Throws a permanent Fault when the named one cannot be had.
 */
export function chooseOcr(engine: 'auto' | Ocr['name'], languages: readonly string[]): Ocr {
  if (engine === 'tesseract.js') return tesseractJs(languages);
  const known = programLanguages();
  const missing = known === null ? languages : languages.filter((language) => !known.includes(language));
  if (known !== null && missing.length === 0) return tesseractProgram(languages);
  if (engine === 'auto') return tesseractJs(languages);
  throw permanent(
    known === null
      ? 'the program tesseract is not installed; install it (Debian: tesseract-ocr), or set fax.reading.engine to auto'
      : `the program tesseract cannot read ${missing.join(', ')}; install its data (Debian: tesseract-ocr-${missing[0]})`,
  );
}
