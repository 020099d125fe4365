import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { isCountry } from '../format/customers.ts';
import { permanent } from '../lib/fault.ts';
import type { Loaded } from '../settings.ts';
import { migrate } from '../store/migrate.ts';
import { openStore } from '../store/open.ts';
import { importCustomers, SHOWN, type Imported } from './import/customers.ts';
import { progressBar } from './progress.ts';

export type ImportArguments = {
  readonly file: string;
  readonly dryRun: boolean;
  readonly removeMissing: boolean;
  /** whose numbers come without a country; undefined: as the settings say */
  readonly country: string | undefined;
  readonly print: (line: string) => void;
  readonly complain: (line: string) => void;
};

/** `postroom import customers FILE`. Resolves to the exit status: 1 when something in the file is wrong, and nothing was imported. */
export async function runImport(
  { file, dryRun, removeMissing, country: given, print, complain }: ImportArguments,
  { settings, policy }: Loaded,
): Promise<0 | 1 | 2> {
  const country = (given ?? settings.phone_country).toUpperCase();
  if (!isCountry(country)) {
    complain(`no telephone numbers are known of "${country}"; use the two letters of a country, such as US or DE`);
    return 2;
  }
  const found = await stat(file).catch((error: NodeJS.ErrnoException) => {
    throw permanent(`${file} cannot be read (${error.code ?? error.message}); name a CSV file`, error);
  });
  if (!found.isFile()) throw permanent(`${file} is no file; name a CSV file`);
  const store = await openStore({ url: settings.database.url, connections: 2, dataDir: settings.data_dir });
  const bar = progressBar(Math.ceil((found.size * PASSES) / KB), 'kB');
  try {
    await migrate(store.db);
    const { people } = policy.staff;
    const done = await importCustomers(store.db, () => reading(file, (kilobytes) => bar.step(kilobytes)), {
      country,
      people: people.length === 0 ? null : new Set(people.map(({ id }) => id)),
      dryRun,
      removeMissing,
      now: Date.now(),
    });
    bar.stop();
    return told(done, { name: basename(file), dryRun, removeMissing, print, complain });
  } finally {
    bar.stop();
    await store.close();
  }
}

const KB = 1_024;
/** The whole file is read for its encoding, and for its rows. */
const PASSES = 2;

async function* reading(file: string, step: (kilobytes: number) => void): AsyncGenerator<Uint8Array> {
  for await (const chunk of createReadStream(file) as AsyncIterable<Uint8Array>) {
    yield chunk;
    step(Math.round(chunk.length / KB));
  }
}

function told(
  { encoding, problems, problemCount, difference }: Imported,
  to: Pick<ImportArguments, 'dryRun' | 'removeMissing' | 'print' | 'complain'> & { readonly name: string },
): 0 | 1 {
  const { name, print, complain } = to;
  if (encoding === 'windows-1252')
    complain(`${name} is not UTF-8, so it was read as Windows-1252; look at its accents, or save it as "CSV UTF-8"`);
  for (const problem of problems) complain(`${name}: ${problem}`);
  if (difference === null) {
    if (problemCount > problems.length) complain(`and ${problemCount - problems.length} more`);
    complain(`nothing was imported; mend ${problemCount === 1 ? 'this' : 'these'} in ${name} and import it again`);
    return 1;
  }
  const { added, changed, unchanged, missing } = difference;
  for (const customer of difference.touched)
    print(customer.added ? `added    ${customer.name}` : `changed  ${customer.name}: ${customer.fields.join(', ')}`);
  if (added + changed > SHOWN) print(`and ${added + changed - SHOWN} more`);
  if (to.removeMissing) {
    for (const gone of difference.missingNames) print(`removed  ${gone}`);
    if (missing > SHOWN) print(`and ${missing - SHOWN} more`);
  }
  const rest = to.removeMissing
    ? `, ${missing} removed`
    : missing > 0
      ? `; ${missing} not in the file, kept as they are`
      : '';
  print(`${added} added, ${changed} changed, ${unchanged} unchanged${rest}`);
  if (to.dryRun) print('This was a dry run: nothing was written.');
  return 0;
}
