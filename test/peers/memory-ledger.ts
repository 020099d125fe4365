import { createHash } from 'node:crypto';
import type { Deliver, Ledger, RawItem, Receipt } from '../../src/sources/port.ts';

type Place = { state: 'pending' | 'acked' | 'gone'; item: RawItem };

/** Everything a reader's outside world did, kept in memory. */
export type MemoryDesk = {
  readonly deliver: Deliver;
  /** a ledger as seen by one process; owners compete for the lease */
  ledgerOf(owner: string): Ledger;
  /** every item in the order it was delivered, repeats included */
  readonly delivered: RawItem[];
  /** items that were new */
  readonly kept: RawItem[];
  /** every sentence noted, null for "all well" */
  readonly troubles: (string | null)[];
  readonly reconciled: { onServer: number; missing: number }[];
  polls: number;
  rebuilds: number;
  /** runs before each delivery; throw to fail it */
  before: (items: readonly RawItem[]) => Promise<void> | void;
  states(): string[];
  /** forgets one delivery, as a database restored from a backup would */
  forget(uid: number): void;
};

/** The ledger and the shelf of a post room, in memory, with the rules of the store: one item a fingerprint, one row a UID. */
export function createMemoryDesk(): MemoryDesk {
  const shelf = new Map<string, string>();
  const places = new Map<string, Place>();
  let uidvalidity: bigint | null = null;
  let startUid: number | null = null;
  let rebuilding = false;
  let lease: { owner: string; until: number } | null = null;
  const keyOf = (validity: bigint, uid: number): string => `${validity}/${uid}`;

  const desk: MemoryDesk = {
    delivered: [],
    kept: [],
    troubles: [],
    reconciled: [],
    polls: 0,
    rebuilds: 0,
    before: () => undefined,
    states: () => [...places.values()].map((place) => place.state),
    forget(uid) {
      for (const [key, place] of places) {
        if (place.item.location?.uid !== uid) continue;
        places.delete(key);
        shelf.delete(fingerprint(place.item));
      }
    },
    async deliver(items) {
      await desk.before(items);
      return items.map((item): Receipt => {
        desk.delivered.push(item);
        const mark = fingerprint(item);
        const known = shelf.get(mark);
        if (known === undefined) {
          shelf.set(mark, `${shelf.size + 1}`);
          desk.kept.push(item);
        }
        const key = keyOf(item.location!.uidvalidity, item.location!.uid);
        if (!places.has(key)) places.set(key, { state: item.skip === null ? 'pending' : 'acked', item });
        return { id: shelf.get(mark)!, repeat: known !== undefined };
      });
    },
    ledgerOf: (owner) => ({
      async lease(_mailbox, ms) {
        const now = Date.now();
        if (lease !== null && lease.owner !== owner && lease.until > now) return false;
        lease = { owner, until: now + ms };
        return true;
      },
      async release() {
        if (lease?.owner === owner) lease = null;
      },
      async open(_mailbox, validity, uidNext) {
        const before = uidvalidity;
        uidvalidity = validity;
        rebuilding ||= before !== null && before !== validity;
        startUid ??= uidNext;
        return { first: desk.polls === 0, rebuild: rebuilding, startUid };
      },
      async rebuilt() {
        rebuilding = false;
        desk.rebuilds += 1;
      },
      async unknown(_mailbox, validity, uids) {
        return uids.filter((uid) => !places.has(keyOf(validity, uid))).toSorted((a, b) => a - b);
      },
      async pending(_mailbox, validity) {
        return [...places]
          .filter(([key, place]) => place.state === 'pending' && key.startsWith(`${validity}/`))
          .map(([, place]) => place.item.location!.uid)
          .toSorted((a, b) => a - b);
      },
      async settle(_mailbox, validity, uids, state) {
        for (const uid of uids) {
          const place = places.get(keyOf(validity, uid));
          if (place !== undefined) place.state = state;
        }
      },
      async polled() {
        desk.polls += 1;
      },
      async reconciled(_mailbox, result) {
        desk.reconciled.push(result);
      },
      async trouble(_mailbox, sentence) {
        desk.troubles.push(sentence);
      },
    }),
  };
  return desk;
}

/** The store's rule: the topmost Received, Message-ID, Date and From, or all bytes where there is no Received. */
function fingerprint({ raw }: RawItem): string {
  const text = raw.toString('latin1');
  const head = text.slice(0, (text.indexOf('\r\n\r\n') + 1 || text.length + 1) - 1);
  const field = (name: string): string => new RegExp(`^${name}:.*(?:\r\n[ \t].*)*`, 'imu').exec(head)?.[0] ?? '';
  const marks = field('received') === '' ? raw : ['received', 'message-id', 'date', 'from'].map(field).join('|');
  return createHash('sha256').update(marks).digest('hex');
}
