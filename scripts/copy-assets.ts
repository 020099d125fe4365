import { cpSync, globSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/*
 * The compiler copies programs only. What they read beside themselves (migrations) goes along here, after `tsc`.
 */

const root = fileURLToPath(new URL('../', import.meta.url));
const isProgram = /\.tsx?$/u;

for (const path of globSync('**/*.*', { cwd: `${root}src` })) {
  if (!isProgram.test(path)) cpSync(`${root}src/${path}`, `${root}dist/${path}`, { recursive: true });
}
