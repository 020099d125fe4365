import { htmlToText } from './html.ts';
import type { ParsedNode } from './parse.ts';

type Block = { readonly text: string; readonly html: boolean };

/**
 * What a person would see of a MIME tree, as text. Of alternatives the plain one is read, unless it is empty or only says that
 * the mail is HTML; parts that stand side by side are joined by an empty line.
 */
export function bodyOf(root: ParsedNode): string {
  const texts = blocksOf(root).map((block) => (block.html ? htmlToText(block.text) : block.text.trimEnd()));
  return texts.filter((text) => text.trim() !== '').join('\n\n');
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
  const text = blocks
    .map((block) => block.text)
    .join(' ')
    .trim();
  return (
    text.length < MAX_STUB &&
    STUB.test(text) &&
    /\b(?:view|display|support|client|viewer|message|reader|nachricht|anzeig|programm)/iu.test(text)
  );
}
