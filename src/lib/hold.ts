/**
 * Does `work` while `renew` is called again and again, three times within each `leaseMs`, so that a lease outlasts work
 * that takes longer than expected. A renewal that fails is left to the next; if all fail the lease is lost, as it should be.
 */
export async function whileHeld<T>(leaseMs: number, renew: () => Promise<unknown>, work: () => Promise<T>): Promise<T> {
  const timer = setInterval(() => void renew().catch(() => {}), Math.ceil(leaseMs / 3));
  try {
    return await work();
  } finally {
    clearInterval(timer);
  }
}
