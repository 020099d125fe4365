import { once } from 'node:events';
import type { Interface } from 'node:readline';
import { sentenceOf } from '../lib/fault.ts';
import { answering } from './clocks/case.ts';

/** Answers the questions about working time on `input`, a line each, in their order. Resolves to the exit status: 1 when a line could not be answered. */
export async function clocks(streams: {
  readonly input: Interface;
  readonly output: NodeJS.WritableStream;
  readonly errors: NodeJS.WritableStream;
}): Promise<0 | 1> {
  const answer = answering();
  let status: 0 | 1 = 0;
  let number = 0;
  for await (const line of streams.input) {
    number += 1;
    if (line.trim() === '') continue;
    try {
      if (!streams.output.write(`${JSON.stringify(answer(line))}\n`)) await once(streams.output, 'drain');
    } catch (error) {
      status = 1;
      streams.errors.write(`postroom: line ${number}: ${sentenceOf(error)}\n`);
    }
  }
  return status;
}
