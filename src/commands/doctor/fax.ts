import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { sentenceOf } from '../../lib/fault.ts';
import { createLog } from '../../lib/log.ts';
import { openFaxReader } from '../../serve/faxes.ts';
import type { Settings } from '../../settings/shape.ts';
import { failed, ok, warning, type Finding } from './check.ts';

/** A fax that came with the program, and words that stand in it; the same from src/ and from dist/. */
const SAMPLE = fileURLToPath(new URL('../../../config/demo/faxes/1-invoices.tif', import.meta.url));
const WORDS = /invoice report/u;

/** Reads a sample fax as the gateway does: pages, letters and all. The services that faxes come from are not asked. */
export async function checkFax(settings: Settings): Promise<readonly Finding[]> {
  const check = 'reading faxes';
  const { engine, languages } = settings.fax.reading;
  const todo = 'install postroom again (npm ci), or mend fax.reading in the settings';
  const reader = openFaxReader(settings, createLog('silent'));
  try {
    const { reading } = await reader.read(await readFile(SAMPLE));
    const text = reading.pages.map((page) => page.text).join('\n');
    if (WORDS.test(text))
      return [
        ok(
          check,
          `a sample of ${reading.pages.length} pages was read in ${reading.seconds} s (${engine}, ${languages.join(', ')})`,
        ),
      ];
    const why = reading.notes[0] ?? 'its words were not found';
    return [
      languages.includes('eng')
        ? failed(check, `a sample fax was read wrongly: ${why}`, todo)
        : warning(
            check,
            `an English sample was not read with ${languages.join(', ')}`,
            'nothing, if no fax is in English',
          ),
    ];
  } catch (error) {
    return [failed(check, `a sample fax could not be read: ${sentenceOf(error)}`, todo)];
  } finally {
    await reader.close();
  }
}
