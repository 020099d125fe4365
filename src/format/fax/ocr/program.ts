import { spawn, spawnSync } from 'node:child_process';
import { permanent, temporary } from '../../../lib/fault.ts';
import { packPage, pngOf } from '../png.ts';
import type { Ocr, Recognized } from './port.ts';

/** A page of text has some 5 kB of words, ten times as much with their places; more is no page. */
const MOST_OUTPUT = 20_000_000;
const WORD = 5; // level of a line in Tesseract's table that is a word

/** The `tesseract` program of the machine, in half the time. A process for each page: nothing is left behind. */
export function tesseractProgram(languages: readonly string[]): Ocr {
  return {
    name: 'tesseract',
    recognize: (page, { dpi, seconds }) =>
      run(
        pngOf(packPage(page, 4)),
        ['-l', languages.join('+'), '--dpi', String(dpi), '--oem', '1', '--psm', '3', 'tsv'],
        seconds,
      ),
    close: async () => {},
  };
}

/** The languages that the program on this machine can read; null: there is no such program. */
export function programLanguages(): readonly string[] | null {
  const { status, stdout } = spawnSync('tesseract', ['--list-langs'], { encoding: 'utf8', timeout: 10_000 });
  return status === 0
    ? stdout
        .split('\n')
        .slice(1)
        .map((line) => line.trim())
        .filter((line) => line !== '')
    : null;
}

function run(image: Buffer, options: readonly string[], seconds: number): Promise<Recognized> {
  return new Promise((resolve, reject) => {
    // Its threads wait for each other more than they work: with several it takes twice the CPU and longer besides.
    const env = { PATH: '/usr/local/bin:/usr/bin:/bin', OMP_THREAD_LIMIT: '1' };
    const program = spawn('tesseract', ['stdin', 'stdout', ...options], { env, stdio: ['pipe', 'pipe', 'pipe'] });
    const out: Buffer[] = [];
    let bytes = 0;
    let said = '';
    const late = setTimeout(() => {
      program.kill('SIGKILL');
      reject(temporary(`it took longer than ${seconds} s`));
    }, seconds * 1_000);
    program.stdout.on('data', (chunk: Buffer) => {
      bytes += chunk.length;
      if (bytes <= MOST_OUTPUT) out.push(chunk);
      else program.kill('SIGKILL');
    });
    program.stderr.on('data', (chunk: Buffer) => (said = (said + chunk.toString()).slice(-500)));
    program.stdin.on('error', () => undefined); // it ended early; its exit says why
    program.on('error', (error) => {
      clearTimeout(late);
      reject(permanent(`the program tesseract cannot be started (${error.message})`, error));
    });
    program.on('close', (code) => {
      clearTimeout(late);
      if (code === 0) resolve(recognized(Buffer.concat(out).toString()));
      else reject(temporary(`the program tesseract failed (${code}): ${said.trim().split('\n').at(-1) ?? ''}`));
    });
    program.stdin.end(image);
  });
}

/** Reads Tesseract's table: level, page, block, paragraph, line, word, left, top, width, height, confidence, text. */
function recognized(table: string): Recognized {
  let text = '';
  let sum = 0;
  let words = 0;
  let before = '';
  for (const row of table.split('\n').slice(1)) {
    const cells = row.split('\t');
    const word = cells[11];
    if (Number(cells[0]) !== WORD || word === undefined || word.trim() === '') continue;
    const [block, paragraph, line] = [cells[2], cells[3], cells[4]];
    const here = `${block} ${paragraph} ${line}`;
    if (before !== '' && before !== here) text += before.startsWith(`${block} ${paragraph} `) ? '\n' : '\n\n';
    else if (before !== '') text += ' ';
    text += word;
    before = here;
    sum += Number(cells[10]);
    words += 1;
  }
  return { text, confidence: words === 0 ? 0 : sum / words };
}
