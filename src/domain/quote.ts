import type { Segment } from './message.ts';

/** Splits a text into what is new and what is quoted, forwarded or a signature. */
export function splitText(text: string): Segment[] {
  return text === '' ? [] : [{ kind: 'new', from: 0, to: text.length }];
}
