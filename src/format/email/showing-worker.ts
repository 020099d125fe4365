import type { Attachment } from '../../domain/message.ts';
import { isPermanent, sentenceOf } from '../../lib/fault.ts';
import { partOf, type Part } from './part.ts';
import { previewOf } from './picture.ts';
import { showHtml, type Shown } from './show-html.ts';

/*
 * The inside of the process that shows mail. A process and no thread: a picture that crashes its decoder must not take the gateway
 * with it. It takes one job at a time and holds nothing between them.
 */

/** `n`: an attachment, or null for what has none. */
export type ShowJob = {
  readonly id: number;
  readonly want: 'body' | 'file' | 'preview';
  readonly raw: Uint8Array;
  readonly attachments: readonly Attachment[];
  readonly n: number;
};

/** `grown`: this process should be followed by a new one. */
export type ShowDone = { readonly id: number; readonly grown: boolean } & (
  | { readonly body: Shown }
  | { readonly file: Part | null }
  | { readonly preview: Uint8Array | null }
  | { readonly sentence: string; readonly permanent: boolean }
);

/** A process is not kept beyond this, bytes: decoders hold for ever what they needed for one large picture. */
const GROWN = 500_000_000;

process.on('message', (job: ShowJob) => {
  void answer(job).then((said) =>
    process.send!({ id: job.id, grown: process.memoryUsage.rss() > GROWN, ...said } satisfies ShowDone),
  );
});
process.on('disconnect', () => process.exit());

async function answer({ want, raw, attachments, n }: ShowJob) {
  try {
    if (want === 'body') return { body: await showHtml(raw) };
    const file = await partOf(raw, attachments, n);
    if (want === 'file') return { file };
    return { preview: file === null ? null : await previewOf(file.bytes) };
  } catch (error) {
    return { sentence: sentenceOf(error), permanent: isPermanent(error) };
  }
}
