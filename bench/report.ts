import { cpus, loadavg, totalmem } from 'node:os';

/** One measured work: `cpuSeconds` of the process that did it; `peakMb` null where it was not asked for. */
export type Line = {
  readonly name: string;
  readonly messages: number;
  readonly seconds: number;
  readonly cpuSeconds: number;
  readonly peakMb: number | null;
};

/** One line for each name: the median of its rounds, and the largest memory of any. */
export function medians(lines: readonly Line[]): readonly Line[] {
  const byName = Map.groupBy(lines, ({ name }) => name);
  return [...byName].map(([name, rounds]) => ({
    name,
    messages: rounds[0]!.messages,
    seconds: median(rounds.map(({ seconds }) => seconds)),
    cpuSeconds: median(rounds.map(({ cpuSeconds }) => cpuSeconds)),
    peakMb: rounds[0]!.peakMb === null ? null : Math.max(...rounds.map(({ peakMb }) => peakMb ?? 0)),
  }));
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)]!;
}

/** Prints lines as a table: rate, CPU and memory of each. */
export function printTable(lines: readonly Line[]): void {
  console.log(row('', 'msgs/s', 'CPU s per 1,000', 'peak MB'));
  for (const line of lines)
    console.log(
      row(line.name, perSecond(line).toFixed(0), cpuPerThousand(line).toFixed(2), line.peakMb?.toFixed(0) ?? ''),
    );
}

export function perSecond({ messages, seconds }: Line): number {
  return messages / seconds;
}

/** CPU-seconds per 1,000 messages, which is also milliseconds per message. */
export function cpuPerThousand({ messages, cpuSeconds }: Line): number {
  return (cpuSeconds / messages) * 1000;
}

/** Prints an aim, what came out, and whether it was met. */
export function printAim(what: string, found: number, sign: '>=' | '<=', aim: number): void {
  const met = sign === '>=' ? found >= aim : found <= aim;
  console.log(`${met ? 'met ' : 'MISSED'} ${what}: ${found.toFixed(2)} (aim ${sign} ${aim})`);
}

/** What a reader must know to compare figures. */
export function machine(): string {
  const all = cpus();
  return `${all.length} x ${all[0]?.model ?? 'unknown processor'}, ${Math.round(totalmem() / 2 ** 30)} GB, Node ${process.version}, load ${loadavg()[0]!.toFixed(1)} before the bench began`;
}

function row(...cells: readonly string[]): string {
  return cells.map((cell, at) => (at === 0 ? cell.padEnd(44) : cell.padStart(16))).join('');
}
