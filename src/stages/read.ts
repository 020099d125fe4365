import type { Message } from '../domain/message.ts';
import { permanent, sentenceOf, temporary } from '../lib/fault.ts';
import type { Handover } from '../lib/handover.ts';
import type { Claimed } from '../store/inbound.ts';
import { faxOfItem, faxOfMail, type FaxCaseDeps } from './fax-case.ts';
import type { Read } from './lookup.ts';

export type ReadDeps = FaxCaseDeps & {
  /** bytes of items that came in a moment ago, by id */
  readonly atHand: Pick<Handover, 'take'>;
  /** reads in a worker with limits of time and memory (format/email/pool.ts) */
  readonly reader: { read(raw: Uint8Array, envelope: Claimed['envelope']): Promise<Message> };
  readonly headerOnly: (item: Claimed) => Promise<Message>;
};

/** Claims beyond this, with nothing written of how they ended, mean that the item kills whoever reads it. */
const DEADLY_AFTER = 6;

/**
 * Reads the kept bytes of an item; a fax whose pages are read before is put together. `waits`: it brings a document that is to be
 * read first, and was put off. Rejects with a Fault that says whether another try can help.
 */
export async function readItem(
  deps: ReadDeps,
  item: Claimed,
): Promise<(Read & { readonly unreadable: null }) | 'waits'> {
  if (item.attempts > DEADLY_AFTER)
    throw permanent(`the program stopped ${item.attempts - 1} times while this item was worked`);
  if (item.via === 'fax') return { item, ...(await faxOfItem(deps, item)), unreadable: null };
  const raw = await load(deps, item);
  if (raw.length < item.size)
    throw permanent(
      `it has ${item.size} bytes, more than the limit; its beginning is kept here, the whole at its source`,
    );
  const mail = await deps.reader.read(raw, item.envelope);
  const fax = await faxOfMail(deps, item, { mail, raw });
  if (fax === 'waits') return fax;
  return { item, ...(fax ?? { message: mail, fax: null }), unreadable: null };
}

async function load(deps: ReadDeps, item: Claimed): Promise<Buffer> {
  const raw =
    deps.atHand.take(item.id) ??
    (await deps.blobs.get(deps.db, item.sha256).catch((error: unknown) => {
      throw temporary(`the kept bytes could not be fetched: ${sentenceOf(error)}`, error);
    }));
  if (raw === null) throw temporary('the kept bytes are missing from the store; restore them from a backup');
  return raw;
}
