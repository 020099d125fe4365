import { readFileSync, writeFileSync } from 'node:fs';
import { isMainThread } from 'node:worker_threads';

/*
 * Loaded before a program that is measured (`node --import`): when it ends, what it used is written to the file that
 * BENCH_USAGE names. The program itself knows nothing of it.
 */

/** What a process used: CPU of all its threads in seconds, starting up included, and its largest memory in MB. */
export type Usage = { readonly cpuSeconds: number; readonly peakMb: number };

const file = process.env['BENCH_USAGE'];
if (file !== undefined && isMainThread) {
  process.on('exit', () => {
    const { userCPUTime, systemCPUTime, maxRSS } = process.resourceUsage();
    const usage: Usage = { cpuSeconds: (userCPUTime + systemCPUTime) / 1e6, peakMb: (highWater() ?? maxRSS) / 1024 };
    writeFileSync(file, JSON.stringify(usage));
  });
}

/** kB; Linux only. maxRSS would also count what the parent held when it forked us. */
function highWater(): number | null {
  if (process.platform !== 'linux') return null;
  const found = /^VmHWM:\s+(\d+) kB/mu.exec(readFileSync('/proc/self/status', 'utf8'));
  return found === null ? null : Number(found[1]);
}
