import { Buffer } from 'node:buffer';

/** A mail whose lines all end in a lone CR, as Macs once wrote; offsets stay what they were. */
export function mendLineEnds(raw: Buffer, notes: string[]): Buffer {
  if (!raw.includes(0x0d) || raw.includes(0x0a)) return raw;
  notes.push('its lines end in CR alone');
  return Buffer.from(raw.map((byte) => (byte === 0x0d ? 0x0a : byte)));
}
