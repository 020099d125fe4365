import type { Field } from './fields.ts';

/**
 * The fields that our own servers may have written: all above the first Received that is foreign. The topmost Received is
 * always ours, for the server that holds the mail wrote it; those below it are as long as they were written within the
 * same domain (last two labels of `by`), or hand the mail on inside a host (no `from`, or a host without a domain).
 * Mail servers put their Authentication-Results above or below their own Received, and remove what strangers wrote
 * under their name (RFC 8601 §5). Without any Received no server of ours has seen it: nothing is.
 */
export function traceOf(fields: readonly Field[]): readonly Field[] {
  let home: string | null = null;
  let seen = false;
  for (let n = 0; n < fields.length; n += 1) {
    const [name, value] = fields[n]!;
    if (name !== 'received') continue;
    seen = true;
    const domain = writerOf(value);
    if (domain === null) continue;
    if (home !== null && domain !== home) return fields.slice(0, n);
    home = domain;
  }
  return seen ? fields : [];
}

/** The domain of the host that wrote a Received which took the mail over from another host; null for a hop inside one. */
function writerOf(received: string): string | null {
  const value = received.slice(0, 2_000);
  if (!/^\s*from\b/i.test(value)) return null;
  const host = /\bby\s+([a-z0-9][a-z0-9.-]{0,252})/i.exec(value)?.[1]?.toLowerCase() ?? '';
  const labels = host.split('.').slice(-2);
  return labels.length === 2 && /[a-z]/.test(labels[1]!) ? labels.join('.') : null;
}
