/** Beyond its time a client may go on as long as it sends this much, bytes per second: a large mail over a poor line. */
const SLOWEST_BYTES_PER_SECOND = 8_000;

type Client = { since: number; received: () => number; owed: boolean };

export type Patience = {
  begin(id: string): void;
  /** it was answered, and may take its time for the next message; nothing when it is gone meanwhile */
  again(id: string): void;
  /** it is sending a message; `received` says how many bytes came so far */
  sending(id: string, received: () => number): void;
  /** it has sent everything and waits for our answer: the delay is ours */
  owed(id: string): void;
  end(id: string): void;
  isIdle(id: string): boolean;
  /** ids of the clients that took too long */
  overdue(): readonly string[];
};

/**
 * Tells which clients hold a place without getting anywhere. The idle timeout alone does not: one byte a minute, or an
 * endless row of NOOPs, would hold a place for ever. `patienceMs`: how long a client may take from its connection, or its
 * last message, to the end of the next one.
 */
export function createPatience(now: () => number, patienceMs: number): Patience {
  const clients = new Map<string, Client>();
  const nothing = (): number => 0;
  const fresh = (): Client => ({ since: now(), received: nothing, owed: false });
  return {
    begin: (id) => void clients.set(id, fresh()),
    again: (id) => void (clients.has(id) && clients.set(id, fresh())),
    sending(id, received) {
      const client = clients.get(id);
      if (client) client.received = received;
    },
    owed(id) {
      const client = clients.get(id);
      if (client) client.owed = true;
    },
    end: (id) => void clients.delete(id),
    isIdle(id) {
      const client = clients.get(id);
      return client === undefined || (!client.owed && client.received === nothing);
    },
    overdue: () =>
      [...clients]
        .filter(
          ([, client]) =>
            !client.owed && now() - client.since > patienceMs + (client.received() / SLOWEST_BYTES_PER_SECOND) * 1_000,
        )
        .map(([id]) => id),
  };
}
