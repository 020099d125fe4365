import { Buffer } from 'node:buffer';
import { decodeUnlabelled } from './charset.ts';

/** A file inside a winmail.dat. */
export type TnefFile = { readonly title: string; readonly data: Buffer };

const SIGNATURE = 0x22_3e_9f_78;
/** Attributes that we want: level 2 is "attachment" (MS-OXTNEF §2.1.3.4). */
const ATTACH_LEVEL = 2;
const RENDER_DATA = 0x9002; // begins the next file
const TITLE = 0x8010;
const DATA = 0x800f;
const PROPERTIES = 0x9005; // MAPI properties, which know the long name

const LONG_NAME = 0x3707; // PidTagAttachLongFilename
const ANY_NAME = 0x3001; // PidTagDisplayName

/** Most files that are taken out of one. */
const MAX_FILES = 100;

/** Whether a part is Outlook's own wrapping (TNEF). */
export function isTnef(type: string, filename: string): boolean {
  return /^application\/(?:vnd\.)?ms-tnef$/u.test(type) || filename.toLowerCase() === 'winmail.dat';
}

/**
 * Takes the files out of a winmail.dat (MS-OXTNEF). Reads each byte at most twice and follows no references, so its work is
 * bounded by its size. Null when it is malformed: then the file itself is all there is.
 */
export function readTnef(bytes: Uint8Array): readonly TnefFile[] | null {
  const tnef = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (tnef.length < 6 || tnef.readUInt32LE(0) !== SIGNATURE) return null;
  const files: { title: string; longName: string; data: Buffer | null }[] = [];
  // level (1 byte), name and type (4), length (4), data, checksum (2)
  for (let at = 6; at < tnef.length;) {
    if (at + 11 > tnef.length) return null;
    const level = tnef[at]!;
    const name = tnef.readUInt16LE(at + 1);
    const length = tnef.readUInt32LE(at + 5);
    const data = tnef.subarray(at + 9, at + 9 + length);
    if (data.length < length || (level !== 1 && level !== ATTACH_LEVEL)) return null;
    at += 11 + length;
    if (level !== ATTACH_LEVEL) continue;
    if (name === RENDER_DATA) {
      if (files.length === MAX_FILES) break;
      files.push({ title: '', longName: '', data: null });
    }
    const file = files.at(-1);
    if (!file) continue;
    if (name === TITLE) file.title = text(data);
    else if (name === DATA) file.data = data;
    else if (name === PROPERTIES) file.longName = nameIn(data);
  }
  return files
    .filter((file) => file.data !== null)
    .map((file) => ({ title: file.longName || file.title, data: file.data! }));
}

/** A string of 8-bit characters, up to its NUL. */
function text(data: Buffer): string {
  const end = data.indexOf(0);
  return decodeUnlabelled(end < 0 ? data : data.subarray(0, end)).slice(0, 400);
}

/** The best name among MAPI properties (MS-OXTNEF §2.1.3.4); '' when there is none, or they cannot be followed. */
function nameIn(data: Buffer): string {
  const names = new Map<number, string>();
  let at = 4;
  try {
    for (let left = Math.min(data.readUInt32LE(0), 1_000); left > 0; left -= 1) {
      const [type, id] = [data.readUInt16LE(at), data.readUInt16LE(at + 2)];
      at += 4;
      if (id >= 0x8000) at = afterName(data, at);
      const many = (type & 0x1000) !== 0;
      const variable = VARIABLE.has(type & 0x0fff);
      let values = many || variable ? data.readUInt32LE(at) : 1;
      if (many || variable) at += 4;
      // Each value takes bytes, so a count beyond the data ends in a RangeError soon.
      for (; values > 0; values -= 1) {
        const size = variable ? data.readUInt32LE(at) : (SIZES.get(type & 0x0fff) ?? 4);
        if (variable) at += 4;
        if (at + size > data.length) return best(names);
        if (id === LONG_NAME || id === ANY_NAME)
          names.set(
            id,
            (type & 0x0fff) === 0x1f
              ? data.toString('utf16le', at, at + size).split('\0', 1)[0]!
              : text(data.subarray(at, at + size)),
          );
        at += padded(size);
      }
    }
  } catch {
    // cut short; what was read so far may do
  }
  return best(names);
}

function best(names: ReadonlyMap<number, string>): string {
  return names.get(LONG_NAME) ?? names.get(ANY_NAME) ?? '';
}

/** Property types that carry their own length: string, UTF-16 string, object, binary. */
const VARIABLE = new Set([0x1e, 0x1f, 0x0d, 0x102]);
/** Sizes in bytes of the others, where it is not 4. */
const SIZES = new Map([
  [0x05, 8],
  [0x06, 8],
  [0x07, 8],
  [0x14, 8],
  [0x40, 8],
  [0x48, 16],
]);

function padded(size: number): number {
  return (size + 3) & ~3;
}

/** Past the name of a named property: a GUID, then a number or a UTF-16 string. */
function afterName(data: Buffer, at: number): number {
  const kind = data.readUInt32LE(at + 16);
  return kind === 0 ? at + 24 : at + 24 + padded(data.readUInt32LE(at + 20));
}
