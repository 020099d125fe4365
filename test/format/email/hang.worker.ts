import { parentPort } from 'node:worker_threads';
import type { Answer, Task } from '../../../src/format/email/pool.ts';
import { readHeaderOnly } from '../../../src/format/email.ts';

/*
 * A reading thread that does as its mail says: "hang" loops for ever, "grow" takes memory until it dies, "exit" leaves, "throw"
 * dies of an error. Anything else is read. It works one task at a time, as the real one does.
 */
const held: unknown[] = [];

parentPort!.on('message', (task: Task) => {
  parentPort!.postMessage({ id: task.id, started: true } satisfies Answer);
  const message = readHeaderOnly(task.raw);
  if (message.subject === 'hang') for (;;) held.length = 0;
  if (message.subject === 'grow') for (;;) held.push(Array.from({ length: 1_000 }, (_, n) => `${n}${Math.random()}`));
  if (message.subject === 'exit') process.exit(1);
  if (message.subject === 'throw') throw new Error('a fault in the thread');
  parentPort!.postMessage({ id: task.id, message } satisfies Answer);
});
