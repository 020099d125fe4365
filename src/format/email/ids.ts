// A well-formed msg-id for us: printable ASCII without blanks or brackets inside. Bounded, so the scan is linear.
const ID = /<[!-;=?-~]{1,250}>/g;

/** Most ids that are kept of one field; a thread that is longer keeps its first and its newest. */
export const MAX_IDS = 20;

/** The first well-formed message id of a field value (RFC 5322 §3.6.4), angle brackets included, or null. */
export function firstMessageId(value: string): string | null {
  return value.slice(0, 4096).match(ID)?.[0] ?? null;
}

/** The well-formed ids of In-Reply-To or References, in order, without repeats: the first and the 19 newest. */
export function messageIds(values: readonly string[]): readonly string[] {
  const ids = [...new Set(values.flatMap((value) => value.match(ID) ?? []))];
  return ids.length <= MAX_IDS ? ids : [ids[0]!, ...ids.slice(1 - MAX_IDS)];
}
