import { isPermanent, sentenceOf, temporary } from '../../lib/fault.ts';
import { point } from '../../lib/point.ts';
import type { Deliver, RawItem } from '../port.ts';
import { deliverTogether, type Outcome } from '../together.ts';
import { moveAside, syncMoves } from './aside.ts';
import { batchesOf } from './batches.ts';
import { list, type Found } from './list.ts';
import { placesOf } from './places.ts';
import { readFound, type Content } from './read.ts';
import { sortByRipeness } from './ripe.ts';

export type RoundOptions = {
  readonly path: string;
  readonly processedPath: string | null;
  readonly limits: { readonly message_bytes: number; readonly oversize_kept_bytes: number };
  readonly deliver: Deliver;
  readonly now: () => number;
  readonly manner: Manner;
};

/** How the files of a folder become items. */
export type Manner = {
  /** Of all files that lie there, those that are items; a file that is known to be finished is marked `whole`. */
  choose(found: readonly Found[], now: number): readonly Found[];
  itemOf(file: Found, content: Content): Promise<RawItem> | RawItem;
  /** Paths of the files that belong to an item, and are moved aside after it. */
  alongside(file: Found): readonly string[];
};

export type RoundResult = {
  readonly received: number;
  readonly repeats: number;
  /** files that may still be growing */
  readonly young: number;
  /** what is wrong with single files, one sentence each */
  readonly troubles: readonly string[];
};

/** What is remembered of files from round to round, by `Found.key`; forgotten with the file. */
type Memory = {
  /** delivered, but the move failed: only that is to be repeated */
  readonly kept: Set<string>;
  /** will never be taken, and why */
  readonly refused: Map<string, string>;
  /** how often it could not be kept: these come last, lest they hold up the others */
  readonly failures: Map<string, number>;
};

/**
 * Makes the rounds of one folder. A file's way: young -> ripe -> read -> delivered -> moved aside. It is moved only after
 * it was kept, so a crash at any point leaves it where the next round finds it; what was kept already is a repeat then.
 */
export function createRounds(options: RoundOptions): (hurry: boolean, signal: AbortSignal) => Promise<RoundResult> {
  const memory: Memory = { kept: new Set(), refused: new Map(), failures: new Map() };

  return async (hurry, signal) => {
    const troubles: string[] = [];
    const complain = (path: string, why: string): void => void troubles.push(`${path} was not taken: ${why}`);
    const places = await placesOf(options.path, options.processedPath);
    const found: Found[] = [];
    for (const incoming of places.incoming)
      found.push(...options.manner.choose(await list(incoming, complain), options.now()));
    forget(memory, found);
    for (const file of found) if (memory.refused.has(file.key)) complain(file.path, memory.refused.get(file.key)!);

    const open = found.filter((file) => !memory.refused.has(file.key));
    const { ripe, young } = await sortByRipeness(open, { now: options.now(), hurry, signal });
    const fresh = inOrder(ripe, memory);
    const putAside = async (files: readonly Found[]): Promise<void> => {
      const moved: string[] = [];
      for (const file of files) {
        memory.kept.add(file.key);
        try {
          for (const path of [file.path, ...options.manner.alongside(file)]) {
            await moveAside(path, places.processed);
            moved.push(path);
          }
          memory.kept.delete(file.key);
          point('folder-moved');
        } catch (error) {
          troubles.push(`${file.path} is kept, but could not be moved to ${places.processed}: ${sentenceOf(error)}`);
        }
      }
      await syncMoves(moved, places.processed);
    };
    await putAside(ripe.filter((file) => memory.kept.has(file.key)));

    const total = { received: 0, repeats: 0 };
    let failure: unknown = null;
    for (const batch of batchesOf(fresh, options.limits)) {
      if (signal.aborted) break;
      const kept: Found[] = [];
      for (const { file, outcome } of await takeBatch(batch, options, complain)) {
        if (outcome.kept) {
          kept.push(file);
          total.received += 1;
          if (outcome.receipts[0]?.repeat) total.repeats += 1;
        } else if (isPermanent(outcome.error)) {
          memory.refused.set(file.key, sentenceOf(outcome.error));
          complain(file.path, sentenceOf(outcome.error));
        } else {
          if (outcome.tried) memory.failures.set(file.key, (memory.failures.get(file.key) ?? 0) + 1);
          failure = outcome.error;
        }
      }
      await putAside(kept);
      if (failure !== null && kept.length === 0) break; // not one of them: the store is down
    }
    if (failure !== null)
      throw temporary(`files of ${options.path} could not be kept: ${sentenceOf(failure)}`, failure);
    return { ...total, young: young.length, troubles };
  };
}

type Taken = { readonly file: Found; readonly outcome: Outcome };

/** Reads the files of a batch and hands them over together. Files that are gone or being written to are left out. */
async function takeBatch(
  batch: readonly Found[],
  options: RoundOptions,
  complain: (path: string, why: string) => void,
): Promise<readonly Taken[]> {
  const items: { readonly file: Found; readonly item: RawItem }[] = [];
  for (const file of batch) {
    try {
      const content = await readFound(file, options.limits);
      if (typeof content !== 'string') items.push({ file, item: await options.manner.itemOf(file, content) });
    } catch (error) {
      complain(file.path, sentenceOf(error));
    }
  }
  if (items.length === 0) return [];
  const outcomes = await deliverTogether(
    options.deliver,
    items.map(({ item }) => [item]),
  );
  point('folder-delivered');
  return outcomes.map((outcome, at) => ({ file: items[at]!.file, outcome }));
}

/** Each file is a mail, accepted when it was last changed. */
export function mailManner(mailbox: string): Manner {
  return {
    choose: (found) => found,
    alongside: () => [],
    itemOf(file, { raw, fullSize }) {
      const acceptedAt = Math.floor(file.changedAt);
      const nothing = { envelope: null, location: null, quiet: null, skip: null };
      return { mailbox, via: 'folder', raw, fullSize, acceptedAt, ...nothing };
    },
  };
}

/** Those still to be delivered: the ones that failed before come after the others. */
function inOrder(ripe: readonly Found[], { kept, failures }: Memory): readonly Found[] {
  const fresh = ripe.filter((file) => !kept.has(file.key));
  return fresh.toSorted((a, b) => (failures.get(a.key) ?? 0) - (failures.get(b.key) ?? 0));
}

function forget(memory: Memory, found: readonly Found[]): void {
  const here = new Set(found.map((file) => file.key));
  for (const keys of [memory.kept, memory.refused, memory.failures]) {
    for (const key of keys.keys()) if (!here.has(key)) keys.delete(key);
  }
}
