import type { Buffer } from 'node:buffer';
import { permanent } from '../../lib/fault.ts';
import { decodeUnlabelled } from './charset.ts';
import { cutMessage } from './cut.ts';
import { readFields, type HeaderBlock } from './fields.ts';
import type { ReadLimits } from './limits.ts';
import { liftNamedTexts } from './named-texts.ts';
import { parseMime, type Parsed, type ParsedNode } from './parse.ts';
import { placeParts, type PlacedPart } from './places.ts';
import { scanParts, type Scan } from './scan.ts';

/** A message taken apart: its header block, its tree with the shown texts decoded, and its other parts. */
export type Apart = {
  readonly block: HeaderBlock;
  readonly scan: Scan;
  readonly root: ParsedNode;
  readonly parts: readonly PlacedPart[];
};

/**
 * Takes a message apart. With `cut`, the parser is spared what it need not see; should it find other parts than we did, all is
 * done again without. The result is the same either way. Throws a permanent Fault for what passes the limits.
 */
export async function takeApart(raw: Buffer, limits: ReadLimits, cut = true): Promise<Apart> {
  const block = readFields(raw, 0, limits.headBytes);
  // Without a single field it is no header block: all of it is text.
  if (block.fields.length === 0) return headless(raw, block, limits);
  if (block.cut && block.end < raw.length) {
    throw permanent(`this mail cannot be read: its header block is larger than ${limits.headBytes} bytes`);
  }
  const scan = scanParts(raw, limits.headBytes);
  const { source, sizes } = cut ? cutMessage(raw, block, scan) : { source: raw, sizes: NOTHING_CUT };
  const parsed = await parseMime(source, limits);
  if (source === raw || agrees(parsed, scan, sizes)) {
    return { block, scan, ...liftNamedTexts(raw, parsed.root, placeParts(raw, parsed.attachments, scan, sizes), scan) };
  }
  const whole = await parseMime(raw, limits);
  return {
    block,
    scan,
    ...liftNamedTexts(raw, whole.root, placeParts(raw, whole.attachments, scan, NOTHING_CUT), scan),
  };
}

const NOTHING_CUT: ReadonlyMap<string, number> = new Map();

function headless(raw: Buffer, block: HeaderBlock, limits: ReadLimits): Apart {
  const bytes = raw.subarray(0, limits.textChars * 4);
  const root: ParsedNode = {
    type: 'text/plain',
    charset: null,
    partId: null,
    filename: '',
    text: decodeUnlabelled(bytes),
    children: [],
  };
  return { block, scan: { parts: [], sure: false }, root, parts: [] };
}

/** Whether the parser saw the leaves that we saw, and every body that was taken out is one it has as an empty attachment. */
function agrees(parsed: Parsed, scan: Scan, sizes: ReadonlyMap<string, number>): boolean {
  const empty = new Set(
    parsed.attachments.filter((part) => part.content.length === 0).map((part) => part.partId ?? ''),
  );
  return countLeaves(parsed.root) === scan.parts.length && [...sizes.keys()].every((id) => empty.has(id));
}

function countLeaves(node: ParsedNode): number {
  if (node.children.length === 0) return node.type.startsWith('multipart/') ? 0 : 1;
  return node.children.reduce((sum, child) => sum + countLeaves(child), 0);
}
