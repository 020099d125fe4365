import { createInterface } from 'node:readline';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { sentenceOf } from '../lib/fault.ts';
import { answering } from './clocks/case.ts';

/** Answers the questions about working time on `input`, a line each, in their order, as fast as `output` takes them. Resolves to the exit status: 1 when a line could not be answered, or nobody reads on. */
export async function clocks(streams: {
  readonly input: Readable;
  readonly output: NodeJS.WritableStream;
  readonly errors: NodeJS.WritableStream;
}): Promise<0 | 1> {
  const answer = answering();
  let status: 0 | 1 = 0;
  async function* answers(): AsyncGenerator<string> {
    let number = 0;
    for await (const line of createInterface({ input: streams.input, crlfDelay: Infinity })) {
      number += 1;
      if (line.trim() === '') continue;
      let said: string;
      try {
        said = `${JSON.stringify(answer(line))}\n`;
      } catch (error) {
        status = 1;
        streams.errors.write(`postroom: line ${number}: ${sentenceOf(error)}\n`);
        continue;
      }
      yield said;
    }
  }
  try {
    await pipeline(Readable.from(answers()), streams.output, { end: false });
  } catch (error) {
    // Whoever reads the answers has enough of them (`| head`): there is nobody left to tell.
    if ((error as NodeJS.ErrnoException).code !== 'EPIPE') throw error;
    status = 1;
  } finally {
    streams.input.destroy();
  }
  return status;
}
