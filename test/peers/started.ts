import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const PROGRAM = join(fileURLToPath(new URL('../../', import.meta.url)), 'bin/postroom.mjs');

export type Started = {
  /** every line of its log so far */
  readonly lines: readonly Readonly<Record<string, unknown>>[];
  /** resolves with the first line that `matches`; rejects when the process ends without one, or after `ms` */
  line(
    matches: (line: Readonly<Record<string, unknown>>) => boolean,
    ms?: number,
  ): Promise<Readonly<Record<string, unknown>>>;
  /** the port that it says it listens on, by the beginning of the source's name (`smtp:`, `http:`) */
  port(source: string): Promise<number>;
  signal(name: NodeJS.Signals): void;
  readonly ended: Promise<{ readonly code: number | null; readonly signal: string | null }>;
};

/** Runs `postroom start` in a process of its own; its log level must be info or lower for `port` to be heard of. */
export function startPostroom(config: string, env: Readonly<Record<string, string>> = {}): Started {
  const child = spawn(process.execPath, [PROGRAM, 'start', '--config', config], {
    env: { ...process.env, ...env },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const lines: Record<string, unknown>[] = [];
  const looks = new Set<() => void>();
  let rest = '';
  child.stderr.on('data', (chunk: Buffer) => {
    const parts = (rest + chunk.toString()).split('\n');
    rest = parts.pop()!;
    for (const part of parts)
      lines.push(part.startsWith('{') ? (JSON.parse(part) as Record<string, unknown>) : { msg: part });
    looks.forEach((look) => look());
  });
  const ended = new Promise<{ code: number | null; signal: string | null }>((resolve) =>
    child.once('close', (code, signal) => resolve({ code, signal })),
  );
  const line: Started['line'] = (matches, ms = 120_000) =>
    new Promise((resolve, reject) => {
      const fail = (why: string): void =>
        reject(new Error(`${why}: ${lines.map((one) => JSON.stringify(one)).join('\n')}`));
      const timer = setTimeout(() => fail(`not said within ${ms} ms`), ms);
      const look = (): void => {
        const found = lines.find(matches);
        if (found === undefined) return;
        clearTimeout(timer);
        looks.delete(look);
        resolve(found);
      };
      looks.add(look);
      void ended.then(() => fail('ended without it'));
      look();
    });
  return {
    lines,
    line,
    port: async (source) =>
      (await line(({ msg, source: name }) => msg === 'listening' && String(name).startsWith(source)))['port'] as number,
    signal: (name) => void child.kill(name),
    ended,
  };
}
