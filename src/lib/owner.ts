import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';

/** Names this process in a lease: host, process id, and a random part in case the id is used again. */
export function ownerName(): string {
  return `${hostname()}/${process.pid}/${randomUUID().slice(0, 8)}`;
}

/** True when the owner was a process of this host that certainly no longer runs, so that its lease need not be waited out. */
export function isGone(owner: string): boolean {
  const [host, pid] = owner.split('/');
  if (host !== hostname() || pid === undefined || !/^\d{1,10}$/u.test(pid)) return false;
  try {
    process.kill(Number(pid), 0); // signal 0 only asks
    return false;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ESRCH';
  }
}
