import type { Buffer } from 'node:buffer';
import { permanent } from '../../lib/fault.ts';
import { describeAttachments, type ReadAttachment } from './attachments.ts';
import { cutMessage } from './cut.ts';
import { readFields, type HeaderBlock } from './fields.ts';
import type { ReadLimits } from './limits.ts';
import { parseMime, type Parsed, type ParsedNode } from './parse.ts';
import { scanParts, type Scan } from './scan.ts';

/** A message taken apart: its header block, its tree with the shown texts decoded, and the rest as attachments. */
export type Apart = {
  readonly block: HeaderBlock;
  readonly scan: Scan;
  readonly root: ParsedNode;
  readonly attachments: readonly ReadAttachment[];
};

/**
 * Takes a message apart. With `cut`, the parser is spared what it need not see; should it find other parts than we did, all is
 * done again without. The result is the same either way. Throws a permanent Fault for what passes the limits.
 */
export async function takeApart(raw: Buffer, limits: ReadLimits, cut = true): Promise<Apart> {
  const block = readFields(raw, 0, limits.headBytes);
  if (block.cut && raw.length > limits.headBytes && block.end >= limits.headBytes) {
    throw permanent(`this mail cannot be read: its header block is larger than ${limits.headBytes} bytes`);
  }
  const scan = scanParts(raw, limits.headBytes);
  const { source, sizes } = cut ? cutMessage(raw, block, scan) : { source: raw, sizes: new Map<string, number>() };
  const parsed = await parseMime(source, limits);
  if (source === raw || agrees(parsed, scan, sizes)) {
    return { block, scan, root: parsed.root, attachments: describeAttachments(raw, parsed.attachments, scan, sizes) };
  }
  const whole = await parseMime(raw, limits);
  return { block, scan, root: whole.root, attachments: describeAttachments(raw, whole.attachments, { ...scan, sure: false }, new Map()) };
}

/** Whether the parser saw the leaves that we saw, and every body that was taken out is one it has as an empty attachment. */
function agrees(parsed: Parsed, scan: Scan, sizes: ReadonlyMap<string, number>): boolean {
  const empty = new Set(parsed.attachments.filter((part) => part.content.length === 0).map((part) => part.partId));
  return countLeaves(parsed.root) === scan.parts.length && [...sizes.keys()].every((id) => empty.has(id));
}

function countLeaves(node: ParsedNode): number {
  if (node.children.length === 0) return node.type.startsWith('multipart/') ? 0 : 1;
  return node.children.reduce((sum, child) => sum + countLeaves(child), 0);
}
