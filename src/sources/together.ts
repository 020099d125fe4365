import { isPermanent } from '../lib/fault.ts';
import type { Deliver, RawItem, Receipt } from './port.ts';

/** What became of one group of items. `tried: false`: not even offered, because the store was plainly down. */
export type Outcome =
  | { readonly kept: true; readonly receipts: readonly Receipt[] }
  | { readonly kept: false; readonly error: unknown; readonly tried: boolean };

/** How much one call may carry: one commit for many mails, but not so many that the first waits long for the last. */
export const CALL_LIMITS = { items: 50, bytes: 8_000_000 } as const;

const DOWN_AFTER = 2; // failures in a row, not for the items' own sake; more tries would only keep senders waiting

/**
 * Hands several groups over in one call. When that fails they are handed over one by one, so that one bad item harms
 * nobody else. One outcome per group, in order; never rejects.
 */
export async function deliverTogether(
  deliver: Deliver,
  groups: readonly (readonly RawItem[])[],
): Promise<readonly Outcome[]> {
  const whole = await tryOnce(deliver, groups.flat());
  if (!whole.kept) return groups.length === 1 ? [whole] : oneByOne(deliver, groups);
  let at = 0;
  return groups.map((group) => ({ kept: true, receipts: whole.receipts.slice(at, (at += group.length)) }));
}

async function oneByOne(deliver: Deliver, groups: readonly (readonly RawItem[])[]): Promise<readonly Outcome[]> {
  const outcomes: Outcome[] = [];
  let failed = 0;
  let last: unknown = null;
  for (const group of groups) {
    if (failed >= DOWN_AFTER) {
      outcomes.push({ kept: false, error: last, tried: false });
      continue;
    }
    const outcome = await tryOnce(deliver, group);
    outcomes.push(outcome);
    failed = outcome.kept || isPermanent(outcome.error) ? 0 : failed + 1;
    if (!outcome.kept) last = outcome.error;
  }
  return outcomes;
}

async function tryOnce(deliver: Deliver, items: readonly RawItem[]): Promise<Outcome> {
  try {
    return { kept: true, receipts: await deliver(items) };
  } catch (error) {
    return { kept: false, error, tried: true };
  }
}
