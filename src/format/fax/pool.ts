import { fork, type ChildProcess } from 'node:child_process';
import { tmpdir } from 'node:os';
import type { FaxReading } from '../../domain/fax/fax.ts';
import { Fault, permanent, temporary } from '../../lib/fault.ts';
import type { Log } from '../../lib/log.ts';
import { lostPage } from './lost-page.ts';
import { pdfOfPages } from './pages-pdf.ts';
import { pngOf } from './png.ts';
import type { Done, Job, ReadPage, Setup } from './reading-worker.ts';

export type FaxReaderOptions = Setup & {
  /** how many pages are read at once, of all faxes; each takes a process */
  readonly processes: number;
  /** JavaScript heap of a process, megabytes */
  readonly heapMb: number;
  readonly log: Pick<Log, 'warn'>;
  /** another program in place of the reading one, and other times than those below; for tests */
  readonly program?: URL;
  readonly drawSeconds?: number;
  readonly idleMs?: number;
};

export type ReadFax = {
  readonly reading: FaxReading;
  /** the pages upright, in order */
  readonly pngs: readonly Buffer[];
  readonly pdf: Uint8Array;
};

/** Reads faxes in processes of its own, so that a hostile document can neither stop nor kill the gateway. */
export type FaxReader = {
  /** Rejects with a permanent Fault for what is no fax, or stops its readers; a page that cannot be read is a note, not an end. */
  read(document: Uint8Array): Promise<ReadFax>;
  /** Ends the processes; what is under way rejects with a temporary Fault. */
  close(): Promise<void>;
};

type Task = Job & { resolve(done: Done): void; reject(fault: Fault): void };
type Reader = {
  readonly child: ChildProcess;
  /** the document that it holds */
  document: number;
  task: Task | null;
  timer: NodeJS.Timeout | null;
  why: string | null;
};

/** A page is looked at up to five times (turned, cleaned), and drawn before that. */
const LOOKS = 5;
const DRAW_SECONDS = 20;
/** Pages that may stop their readers before the rest of their document is given up: else one fax of many such pages holds up all others for hours. */
const MOST_STOPS = 3;
/** An idle process holds 250 MB; after so long nobody sends a fax just now, ms. */
const IDLE_MS = 60_000;

const PROGRAM = new URL(
  import.meta.url.endsWith('.ts') ? './reading-worker.ts' : './reading-worker.js',
  import.meta.url,
);

/** A reader of faxes with up to `processes` processes, started when first needed. */
export function createFaxReader(options: FaxReaderOptions): FaxReader {
  const { processes, heapMb, log, engine, languages, limits, page } = options;
  const { program = PROGRAM, drawSeconds = DRAW_SECONDS, idleMs = IDLE_MS } = options;
  const setup: Setup = { engine, languages, limits, page };
  const waiting: Task[] = [];
  const readers = new Set<Reader>();
  /** how many readers each document stopped that is being read */
  const stops = new Map<number, number>();
  let nextId = 1;
  let nextDocument = 1;
  let closed = false;

  function ask(document: number, bytes: Uint8Array, page: number): Promise<Done> {
    if (closed) return Promise.reject(temporary('the reader of faxes is closed'));
    return new Promise((resolve, reject) => {
      waiting.push({ id: nextId++, document, bytes, page, resolve, reject });
      pump();
    });
  }

  function pump(): void {
    while (waiting.length > 0) {
      const free = [...readers].filter(({ task }) => task === null);
      const reader = free.find(({ document }) => document === waiting[0]!.document) ?? free[0] ?? start();
      if (reader === null) return;
      give(reader, waiting.shift()!);
    }
  }

  function start(): Reader | null {
    if (readers.size >= processes) return null;
    const child = fork(program, [JSON.stringify(setup)], {
      execArgv: [`--max-old-space-size=${heapMb}`],
      // none of the gateway's secrets: what reads strangers' files knows nothing
      env: { PATH: '/usr/local/bin:/usr/bin:/bin', TMPDIR: tmpdir() },
      serialization: 'advanced',
      stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
    });
    const reader: Reader = { child, document: 0, task: null, timer: null, why: null };
    readers.add(reader);
    child.on('message', (done: Done) => hear(reader, done));
    child.on('error', (error) => {
      reader.why ??= error.message;
      // what never ran does not exit either
      if (child.pid === undefined) bury(reader, error.message);
    });
    child.on('exit', (code, signal) => bury(reader, `it ended (${signal ?? code})`));
    return reader;
  }

  function give(reader: Reader, task: Task): void {
    const { id, document, bytes, page } = task;
    reader.task = task;
    clearTimeout(reader.timer ?? undefined);
    const seconds = setup.page.seconds * (page === 0 ? 1 : LOOKS) + drawSeconds;
    reader.timer = setTimeout(() => {
      reader.why ??= `it took longer than ${seconds} s`;
      reader.child.kill('SIGKILL');
    }, seconds * 1_000);
    reader.child.ref();
    reader.child.channel?.ref();
    const known = reader.document === document;
    reader.document = document;
    reader.child.send({ id, document, bytes: known ? null : bytes, page } satisfies Job);
  }

  function hear(reader: Reader, done: Done): void {
    clearTimeout(reader.timer ?? undefined);
    const { task } = reader;
    reader.task = null;
    if ('sentence' in done) reader.document = 0; // it may not hold the document
    if (done.grown) retire(reader);
    else reader.timer = setTimeout(() => retire(reader), idleMs).unref();
    reader.child.unref();
    reader.child.channel?.unref();
    task?.resolve(done);
    pump();
  }

  /** Ends a process that has nothing to do. It is forgotten first: between its signal and its end it must be given nothing. */
  function retire(reader: Reader): void {
    readers.delete(reader);
    reader.child.kill();
  }

  function bury(reader: Reader, how: string): void {
    clearTimeout(reader.timer ?? undefined);
    readers.delete(reader);
    const { task } = reader;
    if (task !== null && closed) task.reject(temporary('the reader of faxes was closed'));
    else if (task !== null) {
      const why = reader.why ?? how;
      if (reader.child.pid === undefined) task.reject(new Unstarted(why));
      else {
        log.warn({ document: task.document, page: task.page, why }, 'a fax stopped its reader; a new one takes over');
        task.reject(permanent(`this document stopped its reader: ${why}`));
        if (task.page > 0) countStop(task.document);
      }
    }
    if (!closed) pump();
  }

  function countStop(document: number): void {
    const count = (stops.get(document) ?? 0) + 1;
    stops.set(document, count);
    if (count < MOST_STOPS) return;
    for (const task of waiting.filter((each) => each.document === document)) {
      waiting.splice(waiting.indexOf(task), 1);
      task.reject(permanent(`this document stopped ${count} readers with other pages`));
    }
  }

  async function readPageOf(document: number, bytes: Uint8Array, n: number): Promise<ReadPage> {
    try {
      const done = await ask(document, bytes, n);
      if ('read' in done) return done.read;
      throw faultOf(done);
    } catch (error) {
      if (closed || error instanceof Unstarted) throw error;
      return lostPage(n, error);
    }
  }

  return {
    async read(bytes) {
      const from = performance.now();
      const document = nextDocument++;
      const done = await ask(document, bytes, 0);
      if (!('opened' in done)) throw faultOf(done);
      const { kind, pageCount, tags } = done.opened;
      const numbers = Array.from({ length: pageCount }, (_, i) => i + 1);
      const read = await Promise.all(numbers.map((n) => readPageOf(document, bytes, n)));
      stops.delete(document);
      const pages = read.map(({ page }) => page);
      const pdf = await pdfOfPages(
        read.map(({ packed, page: { dpi } }) => ({ packed, dpi: Math.max(...dpi) })),
        'Fax',
      );
      const reading: FaxReading = {
        kind,
        pages,
        barcodes: read.flatMap(({ barcodes }) => barcodes),
        tags,
        notes: read.flatMap(({ notes }) => notes),
        seconds: Math.round((performance.now() - from) / 10) / 100,
      };
      return { reading, pngs: read.map(({ packed }) => pngOf(packed)), pdf };
    },

    async close() {
      closed = true;
      for (const task of waiting.splice(0)) task.reject(temporary('the reader of faxes was closed'));
      await Promise.all([...readers].map(ended));
    },
  };
}

/** The machine has no process for a reader just now, which says nothing of the fax. */
class Unstarted extends Fault {
  constructor(why: string) {
    super(`the reader of faxes cannot be started: ${why}`, { permanent: false });
  }
}

function faultOf(done: Done): Fault {
  return 'sentence' in done ? new Fault(done.sentence, done) : permanent('the reader of faxes answered something else');
}

function ended({ child }: Reader): Promise<unknown> {
  child.ref(); // an idle one would not be waited for
  const gone = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGKILL');
  return gone;
}
