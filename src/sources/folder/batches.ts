import { CALL_LIMITS } from '../together.ts';
import type { Found } from './list.ts';

/** As many files at a time as one commit may carry, so that a folder of thousands is never in memory at once. */
export function batchesOf(
  files: readonly Found[],
  limits: { readonly message_bytes: number; readonly oversize_kept_bytes: number },
): readonly (readonly Found[])[] {
  const all: Found[][] = [];
  let bytes = 0;
  for (const file of files) {
    const weight = file.size > limits.message_bytes ? limits.oversize_kept_bytes : file.size;
    const last = all.at(-1);
    if (last === undefined || last.length >= CALL_LIMITS.items || bytes + weight > CALL_LIMITS.bytes) {
      all.push([file]);
      bytes = weight;
    } else {
      last.push(file);
      bytes += weight;
    }
  }
  return all;
}
