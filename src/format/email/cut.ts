import { Buffer } from 'node:buffer';
import { base64Size } from './extract.ts';
import type { HeaderBlock } from './fields.ts';
import type { Scan } from './scan.ts';

/** Encoded bytes from which cutting pays: below, the parser is as quick as we are. */
const WORTH_CUTTING = 8 * 1024;

/** What is fed to the parser, and what was taken out of it: decoded size by part number, '' for the message itself. */
export type CutMessage = { readonly source: Buffer; readonly sizes: ReadonlyMap<string, number> };

/**
 * A copy of the message that the parser reads in a fraction of the time: of the header block only the MIME fields, for we
 * read the others ourselves, and of large base64 attachments only their headers. When the scan is not sure, nothing is cut.
 */
export function cutMessage(raw: Buffer, block: HeaderBlock, scan: Scan): CutMessage {
  const sizes = new Map<string, number>();
  if (!scan.sure) return { source: raw, sizes };
  const mime = block.fields
    .filter(([name]) => name.startsWith('content-'))
    .map(([name, value]) => `${name}: ${value}\r\n`);
  const kept: Buffer[] = [Buffer.from(`${mime.join('')}\r\n`, 'latin1')];
  let from = block.end;
  for (const part of scan.parts) {
    if (part.encoding !== 'base64' || part.length < WORTH_CUTTING || SHOWN.test(part.type)) continue;
    const size = base64Size(raw.subarray(part.offset, part.offset + part.length));
    if (size === null) continue;
    sizes.set(part.id ?? '', size);
    kept.push(raw.subarray(from, part.offset));
    from = part.offset + part.length;
  }
  kept.push(raw.subarray(from));
  return { source: Buffer.concat(kept), sizes };
}

// Text is shown, or might be; the parser looks at it.
const SHOWN = /^(?:text|message)\//;
