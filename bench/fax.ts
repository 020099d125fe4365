import { readFileSync, readdirSync } from 'node:fs';
import process from 'node:process';
import { setTimeout as sleep } from 'node:timers/promises';
import { StandardFonts } from 'pdf-lib';
import { createFaxReader, type FaxReader } from '../src/format/fax/pool.ts';
import { loadSettings } from '../src/settings.ts';
import { errorRate, fax, type Paper } from '../test/fax/generate.ts';
import { LETTERS } from '../test/fax/letters.ts';
import { machine, printAim } from './report.ts';

/*
 * `npm run bench:fax`: typed pages as machines send them, read by the real reader in its process. What was misread, and what a
 * page costs: CPU seconds of the reading process and of the programs that it starts, and its largest memory over a long fax.
 * Figures of processes come from /proc, so it needs Linux.
 *   npm run bench:fax -- tesseract.js tesseract    # these engines; without a name tesseract.js, which came along
 */

type Case = { readonly name: string; readonly paper: Omit<Paper, 'pages'>; readonly aim: number };

/** Aims are shares of letters misread, in percent, of all pages together. */
const CASES: readonly Case[] = [
  { name: 'fine', paper: {}, aim: 0.5 },
  { name: 'standard', paper: { resolution: 'standard' }, aim: 1 },
  { name: 'fine, 0.5 % specks', paper: { specks: 0.005 }, aim: 3 },
  { name: 'standard, 0.5 % specks', paper: { resolution: 'standard', specks: 0.005 }, aim: 3 },
  { name: 'fine, 2 % specks', paper: { specks: 0.02 }, aim: 8 },
  { name: 'standard, 2 % specks', paper: { resolution: 'standard', specks: 0.02 }, aim: 8 },
  { name: 'fine, 2° aslant', paper: { skew: 2 }, aim: 0.5 },
  { name: 'standard, 1° aslant', paper: { resolution: 'standard', skew: -1 }, aim: 1 },
  { name: 'fine, 5° aslant', paper: { skew: 5 }, aim: 1 },
  { name: 'fine, upside down', paper: { turned: 180 }, aim: 0.5 },
  { name: 'fine, on its side', paper: { turned: 90 }, aim: 1 },
  {
    name: 'standard, soiled, aslant, lines lost',
    paper: { resolution: 'standard', specks: 0.003, skew: 0.8, lost: 8 },
    aim: 8,
  },
];
const FONTS = [StandardFonts.Helvetica, StandardFonts.TimesRoman] as const;
const CPU_AIM = 1.5; // seconds a page
const MEMORY_AIM = 350; // MB
const LONG_FAX = 40; // pages
const TICKS = 100; // a second; what /proc counts CPU in, on every Linux that matters (sysconf _SC_CLK_TCK)
const LOOK_MS = 100; // between two looks at the memory of processes that come and go

const engines = process.argv.slice(2);
console.log(machine());
for (const engine of engines.length > 0 ? engines : ['tesseract.js']) {
  if (engine !== 'tesseract.js' && engine !== 'tesseract') throw new Error(`unknown engine ${engine}`);
  await bench(engine);
}

async function bench(engine: 'tesseract.js' | 'tesseract'): Promise<void> {
  const { settings } = await loadSettings({ env: {} });
  const { reading } = settings.fax;
  const reader = createFaxReader({
    processes: 1,
    heapMb: reading.heap_mb,
    engine,
    languages: ['eng'],
    limits: { maxBytes: reading.max_bytes, maxPages: reading.max_pages, maxPagePixels: reading.max_page_pixels },
    page: { seconds: reading.page_seconds, personBelow: reading.person_below },
    log: { warn: (what: unknown, why?: string) => console.error(why, what) },
  });
  try {
    console.log(`\n${engine}\n${row('', 'misread, %', 'worst page, %', 'certainty', 'CPU s a page')}`);
    await reader.read(await fax({ pages: LETTERS.slice(0, 1) })); // the engine starts
    const costs: number[] = [];
    const missed: (() => void)[] = [];
    for (const one of CASES) {
      const { all, worst, certainty, cpu } = await tried(reader, one);
      costs.push(cpu);
      missed.push(() => printAim(`${one.name}: letters misread, %`, all, '<=', one.aim));
      console.log(row(one.name, all.toFixed(2), worst.toFixed(2), certainty.toFixed(0), cpu.toFixed(2)));
    }
    const { mb, cpu } = await longFax(reader);
    console.log(`a fax of ${LONG_FAX} pages: ${mb.toFixed(0)} MB at most, ${cpu.toFixed(2)} CPU s a page\n`);
    for (const print of missed) print();
    printAim('CPU s a page, upright and clean', costs[0]!, '<=', CPU_AIM);
    printAim('CPU s a page, mean of all above', costs.reduce((a, b) => a + b, 0) / costs.length, '<=', CPU_AIM);
    printAim('memory of the reading process and what it starts, MB', mb, '<=', MEMORY_AIM);
  } finally {
    await reader.close();
  }
}

async function tried(reader: FaxReader, { paper }: Case) {
  let [edits, letters, worst, certainty, cpu, count] = [0, 0, 0, 0, 0, 0];
  for (const [i, font] of FONTS.entries()) {
    const document = await fax({ pages: LETTERS, font, seed: i + 1, ...paper });
    const before = cpuSeconds();
    const { reading } = await reader.read(document);
    cpu += cpuSeconds() - before;
    for (const { n, text, confidence } of reading.pages) {
      const truth = LETTERS[n - 1]!.join('\n');
      const rate = errorRate(truth, text);
      edits += rate * truth.length;
      letters += truth.length;
      worst = Math.max(worst, rate * 100);
      certainty += confidence;
      count += 1;
    }
  }
  return { all: (edits / letters) * 100, worst, certainty: certainty / count, cpu: cpu / count };
}

/** The largest memory of all processes below this one together, over a fax of many pages, MB. */
async function longFax(reader: FaxReader): Promise<{ readonly mb: number; readonly cpu: number }> {
  const pages = Array.from({ length: LONG_FAX }, (_, i) => LETTERS[i % LETTERS.length]!);
  const document = await fax({ pages });
  const over = { yes: false };
  const before = cpuSeconds();
  const read = reader.read(document).finally(() => (over.yes = true));
  let mb = 0;
  while (!over.yes) {
    mb = Math.max(
      mb,
      descendants().reduce((sum, pid) => sum + residentMb(pid), 0),
    );
    await sleep(LOOK_MS);
  }
  await read;
  return { mb, cpu: (cpuSeconds() - before) / LONG_FAX };
}

/** CPU seconds of all processes below this one, with those that they have waited for. */
function cpuSeconds(): number {
  return descendants().reduce((sum, pid) => sum + cpuOf(pid), 0);
}

function cpuOf(pid: string): number {
  const fields = (read(`/proc/${pid}/stat`).split(') ')[1] ?? '').split(' ');
  // utime, stime, cutime, cstime: fields 14 to 17 of proc(5), counted from behind the name
  return fields.slice(11, 15).reduce((sum, ticks) => sum + Number(ticks), 0) / TICKS;
}

function residentMb(pid: string): number {
  return Number(/^VmRSS:\s+(\d+)/mu.exec(read(`/proc/${pid}/status`))?.[1] ?? 0) / 1_024;
}

function descendants(pid: string = String(process.pid)): readonly string[] {
  const tasks = list(`/proc/${pid}/task`);
  const children = tasks.flatMap((task) => read(`/proc/${pid}/task/${task}/children`).split(' ').filter(Boolean));
  return children.flatMap((child) => [child, ...descendants(child)]);
}

/** A process may end between two looks. */
function read(path: string): string {
  try {
    return readFileSync(path, 'utf8').trim();
  } catch {
    return '';
  }
}

function list(path: string): readonly string[] {
  try {
    return readdirSync(path);
  } catch {
    return [];
  }
}

function row(...cells: readonly string[]): string {
  return cells.map((cell, at) => (at === 0 ? cell.padEnd(38) : cell.padStart(15))).join('');
}
