/** Every wait of a mailbox reader that is not in the settings, in ms, with its reason. */
export type Timing = { readonly [key in keyof typeof TIMING]: number };

export const TIMING = Object.freeze({
  /** a crashed gateway's mailbox is taken over after this long; renewed at a third of it */
  leaseMs: 30_000,
  /** how often a gateway that found the mailbox taken asks again */
  leaseRetryMs: 5_000,
  /** how long a single round waits for another gateway to let go */
  leaseWaitMs: 2_000,
  /** first wait after a failure; grows by half up to `ceilingMs`, with no end: an outage never disables a mailbox */
  firstWaitMs: 2_000,
  ceilingMs: 30_000,
  /** a connection that lived this long was a good one: the waits begin anew */
  aliveMs: 300_000,
  /** wait after a refused login: three a quarter of an hour lock no account we know of */
  loginWaitMs: 300_000,
  /** the longest wait a server may ask for; Exchange asks for 5 minutes */
  throttleCeilingMs: 3_600_000,
  /** what a stop leaves to a command under way before its connection is cut; the whole stop must fit into 2 s */
  stopMs: 1_200,
  /** for a polite LOGOUT; not worth more */
  logoutMs: 400,
  /** DNS, TCP and TLS together */
  connectMs: 30_000,
  /** IDLE is begun anew this often: networks drop a quiet connection earlier than the 29 minutes of RFC 2177 */
  idleMs: 120_000,
});
