import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { errorRate, fax } from '../../fax/generate.ts';
import { LETTERS } from '../../fax/letters.ts';

const CHILD = fileURLToPath(new URL('./offline-child.ts', import.meta.url));
const MAY = ['--allow-fs-read=*', '--allow-fs-write=*', '--allow-worker', '--allow-addons'];

it('reads letters and bar codes without a network', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'postroom-offline-'));
  try {
    const file = join(folder, 'fax.tif');
    writeFileSync(file, await fax({ pages: [LETTERS[3]!], code: { text: 'PR1.K7Q-2M4.ABC', millimetres: 20 } }));
    const said = execFileSync(process.execPath, ['--permission', ...MAY, CHILD, file], {
      encoding: 'utf8',
      timeout: 60_000,
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    const { denied, text, barcodes, notes } = JSON.parse(said) as {
      denied: string;
      text: string;
      barcodes: unknown;
      notes: unknown;
    };
    expect(denied).toBe('ERR_ACCESS_DENIED'); // or the test says nothing
    expect(notes).toEqual([]);
    expect(errorRate(LETTERS[3]!.join('\n'), text)).toBeLessThanOrEqual(0.01);
    expect(barcodes).toEqual([{ page: 1, type: 'DataMatrix', value: 'PR1.K7Q-2M4.ABC' }]);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}, 90_000);
