import { htmlToText } from './html.ts';
import type { ParsedNode } from './parse.ts';

/** The visible text of a message, before cleaning. */
export type Body = { readonly text: string; readonly fromHtml: boolean };

type Block = { readonly text: string; readonly html: boolean };

/**
 * What a person would see of a MIME tree, as text. Of alternatives the plain one is read, unless it is empty or only says that
 * the mail is HTML; parts that stand side by side are joined by an empty line.
 */
export function bodyOf(root: ParsedNode): Body {
  const blocks = blocksOf(root).map((block) => (block.html ? { text: htmlToText(block.text), html: true } : block));
  const shown = blocks.filter((block) => block.text.trim() !== '');
  return { text: shown.map((block) => block.text.trimEnd()).join('\n\n'), fromHtml: shown.some((block) => block.html) };
}

function blocksOf(node: ParsedNode): readonly Block[] {
  if (node.text !== null) return [{ text: node.text, html: node.type === 'text/html' }];
  if (node.type !== 'multipart/alternative') return node.children.flatMap(blocksOf);
  const choices = node.children.map(blocksOf).filter((choice) => choice.some((block) => block.text.trim() !== ''));
  const plain = choices.find((choice) => choice.every((block) => !block.html));
  const html = choices.findLast((choice) => choice.some((block) => block.html));
  return plain && !(html && isStub(plain)) ? plain : (html ?? plain ?? []);
}

// What mailers put into the plain part instead of the text: short, and about HTML.
const STUB = /\bhtml\b/iu;
const MAX_STUB = 300;

function isStub(blocks: readonly Block[]): boolean {
  const text = blocks.map((block) => block.text).join(' ').trim();
  return text.length < MAX_STUB && STUB.test(text) && /\b(?:view|display|support|client|viewer|message|reader|nachricht|anzeig|programm)/iu.test(text);
}
