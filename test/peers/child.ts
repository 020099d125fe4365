import { spawn, type ChildProcess } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

export type Child = {
  readonly process: ChildProcess;
  /** every line it has printed so far */
  readonly lines: readonly string[];
  /** resolves at the first line that matches, rejects when the process ends without one */
  line(pattern: RegExp): Promise<string>;
  /** ends it at once, as a crash would, and resolves when it is gone */
  kill(): Promise<void>;
  /** resolves with the exit code */
  readonly ended: Promise<number | null>;
};

/** Runs a script of the tests, named relative to `from` (import.meta.url), in a process of its own. */
export function runChild(script: string, from: string, args: readonly string[]): Child {
  const child = spawn(process.execPath, [fileURLToPath(new URL(script, from)), ...args], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const lines: string[] = [];
  const reader = createInterface({ input: child.stdout });
  const ended = new Promise<number | null>((resolve) => void child.once('close', resolve));
  reader.on('line', (line) => lines.push(line));
  return {
    process: child,
    lines,
    ended,
    line: (pattern) =>
      new Promise((resolve, reject) => {
        const look = () => {
          const found = lines.find((line) => pattern.test(line));
          if (found !== undefined) resolve(found);
        };
        reader.on('line', look);
        void ended.then((code) => reject(new Error(`${script} ended (${code}) without ${pattern}`)));
        look();
      }),
    async kill() {
      child.kill('SIGKILL');
      await ended;
    },
  };
}
