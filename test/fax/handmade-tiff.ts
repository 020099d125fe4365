/*
 * TIFFs written by hand, and changes to real ones, for what no machine would write.
 */

type Tag = readonly [tag: number, type: number, count: number, value: number];

/** A TIFF of one page whose tags are as given, and which says that the next page stands at `next`. Its data begin at `dataAt(tags)`. */
export function tiffOf(tags: readonly Tag[], next = 0, data: Uint8Array = new Uint8Array()): Buffer {
  const file = Buffer.alloc(dataAt(tags));
  file.write('II*\0', 'latin1');
  file.writeUInt32LE(8, 4);
  file.writeUInt16LE(tags.length, 8);
  for (const [i, [tag, type, count, value]] of tags.entries()) {
    const at = 10 + i * 12;
    file.writeUInt16LE(tag, at);
    file.writeUInt16LE(type, at + 2);
    file.writeUInt32LE(count, at + 4);
    file.writeUInt32LE(value, at + 8);
  }
  file.writeUInt32LE(next, 10 + tags.length * 12);
  return Buffer.concat([file, data]);
}

/** Where the data of such a TIFF begin. */
export function dataAt(tags: readonly Tag[]): number {
  return 8 + 2 + tags.length * 12 + 4;
}

/** Where the values of a tag of the first page stand, in a TIFF of either byte order: those of four bytes, and more than one. */
export function valuesOf(file: Buffer, wanted: number): { readonly at: number; readonly count: number } {
  const little = file[0] === 0x49;
  const u16 = (at: number): number => (little ? file.readUInt16LE(at) : file.readUInt16BE(at));
  const u32 = (at: number): number => (little ? file.readUInt32LE(at) : file.readUInt32BE(at));
  const directory = u32(4);
  for (let i = 0; i < u16(directory); i += 1) {
    const entry = directory + 2 + i * 12;
    if (u16(entry) === wanted) return { at: u32(entry + 8), count: u32(entry + 4) };
  }
  throw new Error(`the file has no tag ${wanted}`);
}
