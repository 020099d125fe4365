import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Usage } from './usage.ts';

export const ROOT = fileURLToPath(new URL('../', import.meta.url));

/** Runs a program of this checkout in a process of its own, measured. Rejects when it fails. */
export async function measure(
  program: readonly string[],
  env: Readonly<Record<string, string>>,
  nodeOptions: readonly string[] = [],
): Promise<Usage & { readonly stdout: string }> {
  const folder = mkdtempSync(join(tmpdir(), 'postroom-bench-'));
  try {
    const file = join(folder, 'usage.json');
    const stdout = await run(['--import', join(ROOT, 'bench/usage.ts'), ...nodeOptions, ...program], {
      ...env,
      BENCH_USAGE: file,
    });
    return { stdout, ...(JSON.parse(readFileSync(file, 'utf8')) as Usage) };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function run(args: readonly string[], env: Readonly<Record<string, string>>): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, args, {
      cwd: ROOT,
      env: { ...process.env, ...env },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    let stdout = '';
    child.stdout.on('data', (chunk: Buffer) => (stdout += chunk.toString()));
    child.on('error', reject);
    child.on('close', (code, signal) => {
      if (code === 0) resolve(stdout);
      else reject(new Error(`${args.at(-1)} ended with ${code ?? signal}`));
    });
  });
}
