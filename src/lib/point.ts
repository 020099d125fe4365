/*
 * Fault points: named places at which a test lets the process die, to prove that every instruction may be the last
 * one (the method of isync). Unarmed, a point costs one comparison.
 */

let left = 0;
let hit: (name: string) => void = die;

/** Marks a place between two steps that a crash may separate. */
export function point(name: string): void {
  if (left === 0) return;
  left -= 1;
  if (left === 0) hit(name);
}

/** Arms the n-th point passed from now on; 0 disarms. It kills this process with SIGKILL unless `onHit` is given. */
export function armPoints(n: number, onHit: (name: string) => void = die): void {
  left = n;
  hit = onHit;
}

function die(): void {
  process.kill(process.pid, 'SIGKILL');
}
