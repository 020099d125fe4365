import { parentPort } from 'node:worker_threads';
import { isPermanent, sentenceOf } from '../../lib/fault.ts';
import type { Answer, Task } from './pool.ts';
import { readMessage } from './read.ts';

/** The inside of a reading thread: takes one raw message after the other, answers each. It holds nothing between them. */
const port = parentPort!;
let last: Promise<void> = Promise.resolve();

port.on('message', (task: Task) => {
  // One after the other, so that the pool knows which item a death belongs to.
  last = last.then(() => work(task));
});

async function work(task: Task): Promise<void> {
  port.postMessage({ id: task.id, started: true } satisfies Answer);
  try {
    port.postMessage({ id: task.id, message: await readMessage(task.raw, task.envelope) } satisfies Answer);
  } catch (error) {
    port.postMessage({ id: task.id, sentence: sentenceOf(error), permanent: isPermanent(error) } satisfies Answer);
  }
}
