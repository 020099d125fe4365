import type { ShowDone, ShowJob } from '../../../src/format/email/showing-worker.ts';

/** A showing process that does as the mail says: "hang" loops for ever, "grow" takes memory until it dies, "crash" dies as of a bad pointer. */
const held: unknown[] = [];

process.on('message', (job: ShowJob) => {
  const word = new TextDecoder().decode(job.raw);
  if (word === 'hang') for (;;) held.length = 0;
  if (word === 'grow') for (;;) held.push(Array.from({ length: 1_000 }, (_, n) => `${n}${Math.random()}`));
  if (word === 'crash') process.kill(process.pid, 'SIGSEGV');
  if (word === 'crash') return;
  const body = { html: `${word} ${process.pid}`, hadHtml: true, remote: 0, unshown: 0 };
  process.send!({ id: job.id, grown: word === 'large', body } satisfies ShowDone);
});
process.on('disconnect', () => process.exit());
