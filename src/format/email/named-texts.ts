import type { Buffer } from 'node:buffer';
import { extractAttachment } from './extract.ts';
import type { ParsedNode } from './parse.ts';
import { rangeOf, type PlacedPart } from './places.ts';
import type { Scan } from './scan.ts';

/**
 * A text part with a file name is a file (a log, a CSV called .txt), even where its mailer did not say "attachment", unless it
 * is the first text of the mail or one of several alternatives. Takes such parts out of the tree and puts them among the
 * others, in the order of the message. Those whose place is unknown stay text, so that nothing is lost.
 */
export function liftNamedTexts(
  raw: Buffer,
  root: ParsedNode,
  parts: readonly PlacedPart[],
  scan: Scan,
): { readonly root: ParsedNode; readonly parts: readonly PlacedPart[] } {
  const lifted: PlacedPart[] = [];
  let seenText = false;
  const walk = (node: ParsedNode, within: string): ParsedNode => {
    if (node.text === null) {
      const type = within === 'multipart/alternative' ? within : node.type;
      return node.children.length === 0 ? node : { ...node, children: node.children.map((child) => walk(child, type)) };
    }
    const file =
      seenText && node.filename !== '' && within !== 'multipart/alternative' ? placed(raw, node, scan) : null;
    seenText = true;
    if (file === null) return node;
    lifted.push(file);
    return { ...node, text: null };
  };
  const rest = walk(root, '');
  if (lifted.length === 0) return { root, parts };
  return { root: rest, parts: [...parts, ...lifted].toSorted((a, b) => compareIds(a.partId ?? '', b.partId ?? '')) };
}

function placed(raw: Buffer, node: ParsedNode, scan: Scan): PlacedPart | null {
  const found = scan.parts.find(({ id }) => id === node.partId);
  if (!found) return null;
  const where = rangeOf(found);
  const content = extractAttachment(raw, where);
  return {
    partId: node.partId,
    declared: node.type,
    params: node.charset === null ? {} : { charset: node.charset },
    filename: node.filename,
    disposition: '',
    contentId: null,
    related: false,
    size: content.length,
    where,
    content: () => content,
  };
}

/** Part numbers in the order of the message: 1.2 before 1.10 before 2. */
function compareIds(a: string, b: string): number {
  const [left, right] = [a.split('.').map(Number), b.split('.').map(Number)];
  for (let at = 0; at < Math.min(left.length, right.length); at += 1)
    if (left[at] !== right[at]) return left[at]! - right[at]!;
  return left.length - right.length;
}
