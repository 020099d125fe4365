#!/usr/bin/env node
// The `postroom` command: finds a Node that can run it, then src/main.ts (checkout) or dist/main.js (installed package).
import { existsSync } from 'node:fs';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { isNewEnough, runUnder26 } from './node26.mjs';

const source = fileURLToPath(new URL('../src/main.ts', import.meta.url));
const main = existsSync(source) ? source : fileURLToPath(new URL('../dist/main.js', import.meta.url));

if (isNewEnough) await import(pathToFileURL(main).href);
else runUnder26([fileURLToPath(import.meta.url), ...process.argv.slice(2)]);
