import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { customerSamples } from '../test/format/letters/customer.samples.ts';
import { reportSamples } from '../test/format/letters/report.samples.ts';
import { staffSamples } from '../test/format/letters/staff.samples.ts';

/*
 * Writes every letter of the samples into a folder, as .html and .txt, to be looked at:
 * node bin/node26.mjs scripts/letters.ts FOLDER
 */

const folder = process.argv[2];
if (folder === undefined) {
  process.stderr.write('name a folder: node bin/node26.mjs scripts/letters.ts FOLDER\n');
  process.exit(2);
}
mkdirSync(folder, { recursive: true });
for (const [name, { subject, preheader, text, html }] of Object.entries({
  ...staffSamples,
  ...reportSamples,
  ...customerSamples,
})) {
  writeFileSync(join(folder, `${name}.html`), html);
  writeFileSync(join(folder, `${name}.txt`), `Subject: ${subject}\nPreheader: ${preheader}\n\n${text}`);
}
