import { Buffer } from 'node:buffer';
import { MailParser, type AttachmentStream, type StructuredHeader } from 'mailparser';
import { permanent } from '../../lib/fault.ts';
import type { ReadLimits } from './limits.ts';

/** A part of the message that mailparser did not show as text, with its decoded bytes. */
export type ParsedAttachment = {
  /** IMAP-like part number, e.g. `1.2`; null when the message is this one part */
  readonly partId: string | null;
  /** media type as declared, lower-cased, and its parameters by lower-cased name */
  readonly declared: string;
  readonly params: Readonly<Record<string, string>>;
  readonly filename: string;
  readonly disposition: string;
  readonly contentId: string | null;
  readonly related: boolean;
  readonly content: Buffer;
};

/** A node of the MIME tree. `text` is the decoded text of a leaf that is shown, else null. */
export type ParsedNode = {
  readonly type: string;
  readonly charset: string | null;
  readonly partId: string | null;
  /** '' when the part has none */
  readonly filename: string;
  readonly text: string | null;
  readonly children: readonly ParsedNode[];
};

export type Parsed = { readonly root: ParsedNode; readonly attachments: readonly ParsedAttachment[] };

// What mailparser keeps of each part (its field `tree`, not in its types): read here, in one place, and pinned by a test.
type TreeNode = {
  contentType?: string | false;
  charset?: string;
  textContent?: string;
  isAttachment?: boolean;
  node?: { partNr?: readonly unknown[] | false; filename?: string | false };
  children?: TreeNode[];
};

/**
 * Lets mailparser take a message apart, with everything switched off that we do better or never want. Attached messages
 * stay closed. Throws a permanent Fault when a limit is passed or the parser gives up.
 */
export function parseMime(source: Buffer, limits: ReadLimits): Promise<Parsed> {
  return new Promise((resolve, reject) => {
    const parser = new MailParser({
      skipHtmlToText: true,
      skipTextToHtml: true,
      skipTextLinks: true,
      skipImageLinks: true,
      checksumAlgo: false,
      keepDeliveryStatus: true,
      ignoreEmbedded: true,
      maxHeadSize: limits.headBytes,
      maxChildNodes: limits.parts,
    });
    const attachments: ParsedAttachment[] = [];
    parser.on('data', (data) => {
      if (data.type === 'attachment') collect(data, attachments);
    });
    parser.on('end', () => {
      resolve({ root: nodeOf((parser as unknown as { tree: TreeNode | false }).tree || {}), attachments });
    });
    parser.on('error', (error: Error & { code?: string }) => {
      const why = error.code === 'EMAXLEN' ? 'it has too many parts, or too large a header block' : error.message;
      reject(permanent(`this mail cannot be read: ${why}`, error));
    });
    parser.end(source);
  });
}

function collect(part: AttachmentStream, into: ParsedAttachment[]): void {
  const chunks: Buffer[] = [];
  part.content.on('data', (chunk: Buffer) => chunks.push(chunk));
  part.content.on('end', () => {
    const type = declaredType(part);
    into.push({
      partId: part.partId,
      declared: (type?.value ?? part.contentType).toLowerCase(),
      params: type?.params ?? {},
      filename: part.filename ?? '',
      disposition: part.contentDisposition ?? '',
      contentId: part.cid ?? null,
      related: part.related ?? false,
      content: Buffer.concat(chunks),
    });
    part.release?.();
  });
}

/** mailparser improves on application/octet-stream by the file's name; what the sender declared stands in the header. */
function declaredType(part: AttachmentStream): StructuredHeader | null {
  const type = part.headers.get('content-type');
  return typeof type === 'object' && 'params' in type ? (type as StructuredHeader) : null;
}

function nodeOf(node: TreeNode): ParsedNode {
  const numbers = (node.node?.partNr || []).filter((nr) => typeof nr === 'number');
  return {
    type: node.contentType || 'text/plain',
    charset: node.charset ?? null,
    partId: numbers.length > 0 ? numbers.join('.') : null,
    filename: node.node?.filename || '',
    text: node.isAttachment === false ? (node.textContent ?? '') : null,
    children: (node.children ?? []).map(nodeOf),
  };
}
