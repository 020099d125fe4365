/*
 * A reading process that misbehaves as the first word of the document says: on opening (`hang`, `die`), on page 2 of three, or on
 * each of eight (`die always`).
 * Everything else it answers at once, without a look at any page.
 */
import type { Done, Job } from '../../../src/format/fax/reading-worker.ts';
import { lostPage } from '../../../src/format/fax/lost-page.ts';

let order = '';

process.on('message', (job: Job) => {
  if (job.bytes !== null) order = Buffer.from(job.bytes).toString();
  if (order === `hang ${job.page}`) return;
  if (order === `die ${job.page}`) process.exit(3);
  if (order === `kill ${job.page}`) process.kill(process.pid, 'SIGKILL');
  if (order === 'die always' && job.page > 0) process.exit(3);
  const { id, page } = job;
  const grown = order === 'grown';
  const tags = { station: null, caller: null, callerName: null, dialled: null };
  const said =
    page === 0
      ? { opened: { kind: 'tiff' as const, pageCount: order === 'die always' ? 8 : 3, tags } }
      : { read: { ...lostPage(page, ''), notes: [`${process.pid}`] } };
  process.send!({ id, grown, ...said } satisfies Done);
});
process.on('disconnect', () => process.exit());
