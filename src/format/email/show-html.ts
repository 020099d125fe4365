import { Buffer } from 'node:buffer';
import { permanent } from '../../lib/fault.ts';
import { escapeHtml } from '../../lib/html.ts';
import { cleanHtml, contentIdOf } from './clean-html.ts';
import { READ_LIMITS } from './limits.ts';
import { mendLineEnds } from './line-ends.ts';
import { mendTexts } from './mend.ts';
import type { ParsedNode } from './parse.ts';
import { pictureOf } from './picture.ts';
import type { PlacedPart } from './places.ts';
import { isTooDeep } from './strip-tags.ts';
import { takeApart } from './take-apart.ts';

/** A mail as its sender laid it out, made harmless: what stands in the body of a page. */
export type Shown = {
  readonly html: string;
  /** false: it has no HTML, and what is shown is its text */
  readonly hadHtml: boolean;
  /** pictures at other places that were not loaded, so that nobody learns that the mail was read */
  readonly remote: number;
  /** pictures of the mail itself that are not shown: broken, of an unknown kind, or too many */
  readonly unshown: number;
};

/** Longest HTML that is shown, UTF-16 units; newsletters stay below 300 000, and a chain of a hundred replies below 2 million. */
const MAX_SOURCE = 5_000_000;
/** Pictures are written into the page: so many at most, and so many bytes of them in all. */
const MAX_PICTURES = 20;
const MAX_PICTURE_BYTES = 2_000_000;

/**
 * Shows a mail as it was sent. Of alternatives the last one with HTML is taken, as mail programs do; parts side by side follow each
 * other, each cleaned by itself, so that none reaches into the next. Pictures of the mail are drawn anew and written into the page as
 * data: addresses: a page without an origin (a sandbox) sends no cookie of ours along, so it could not fetch them from us.
 * Throws a permanent Fault for what cannot be shown.
 */
export async function showHtml(raw: Uint8Array): Promise<Shown> {
  const bytes = mendLineEnds(Buffer.from(raw.buffer, raw.byteOffset, raw.byteLength), []);
  const { scan, root, parts } = await takeApart(bytes, READ_LIMITS);
  const blocks = blocksOf(mendTexts(root, bytes, scan, [])).filter(({ text }) => text.trim() !== '');
  const sources = blocks.filter(({ html }) => html).map(({ text }) => text);
  if (sources.reduce((sum, { length }) => sum + length, 0) > MAX_SOURCE)
    throw permanent(`its HTML is longer than ${MAX_SOURCE} characters`);
  if (sources.some(isTooDeep)) throw permanent('its HTML is nested deeper than any browser shows');
  const pictures = await picturesIn(sources, parts);
  let [remote, unshown] = [0, 0];
  const shown = blocks.map(({ text, html }) => {
    if (!html) return `<div style="white-space:pre-wrap">${escapeHtml(text)}</div>`;
    const cleaned = cleanHtml(text, (id) => pictures.get(id) ?? null);
    remote += cleaned.remote;
    unshown += cleaned.unshown;
    return `<div>${cleaned.html}</div>`;
  });
  return { html: shown.join('<hr>'), hadHtml: sources.length > 0, remote, unshown };
}

type Block = { readonly text: string; readonly html: boolean };

function blocksOf(node: ParsedNode): readonly Block[] {
  if (node.text !== null) return [{ text: node.text, html: node.type === 'text/html' }];
  if (node.type !== 'multipart/alternative') return node.children.flatMap(blocksOf);
  const choices = node.children.map(blocksOf).filter((choice) => choice.some(({ text }) => text.trim() !== ''));
  return choices.findLast((choice) => choice.some(({ html }) => html)) ?? choices.at(0) ?? [];
}

// Where HTML names a part of its mail, up to whatever ends an address.
const CONTENT_ID = /cid:[^\s"'<>)]{1,300}/gi;

/** The pictures that the HTML speaks of, by Content-ID, as data: addresses. Each use counts, for each makes the page longer. */
async function picturesIn(
  sources: readonly string[],
  parts: readonly PlacedPart[],
): Promise<ReadonlyMap<string, string>> {
  const uses = new Map<string, number>();
  for (const source of sources)
    for (const [address] of source.matchAll(CONTENT_ID)) {
      const id = contentIdOf(address);
      uses.set(id, (uses.get(id) ?? 0) + 1);
    }
  const found = new Map<string, string>();
  let [count, left] = [0, MAX_PICTURE_BYTES];
  for (const part of parts) {
    const id = part.contentId?.replace(/^<|>$/g, '') ?? '';
    const times = uses.get(id) ?? 0;
    if (times === 0 || found.has(id)) continue;
    if (count === MAX_PICTURES) break;
    count += 1; // whatever comes of it, it was work
    const picture = await pictureOf(part.content());
    if (picture === null || picture.bytes.length * times > left) continue;
    left -= picture.bytes.length * times;
    found.set(id, `data:${picture.type};base64,${picture.bytes.toString('base64')}`);
  }
  return found;
}
