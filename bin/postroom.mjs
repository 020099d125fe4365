#!/usr/bin/env node
// The `postroom` command: finds a Node that can run it, then src/main.ts (checkout) or dist/main.js (installed package).
import { existsSync } from 'node:fs';
import module from 'node:module';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { isNewEnough, runUnder26 } from './node26.mjs';

const source = fileURLToPath(new URL('../src/main.ts', import.meta.url));
const main = existsSync(source) ? source : fileURLToPath(new URL('../dist/main.js', import.meta.url));

// Compiled code is kept between runs, in our own folder and not in the machine's temporary one, where others could
// write: a third less time to start, and some 20 MB less memory. Where the folder cannot be written it does nothing.
const cache = fileURLToPath(new URL('../node_modules/.cache/postroom', import.meta.url));

if (isNewEnough) {
  module.enableCompileCache?.(cache);
  // oxlint-disable-next-line node/no-process-env -- read by Node itself, for the threads
  process.env.NODE_COMPILE_CACHE ??= cache;
  await import(pathToFileURL(main).href);
} else runUnder26([fileURLToPath(import.meta.url), ...process.argv.slice(2)]);
