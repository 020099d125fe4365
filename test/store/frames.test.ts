import { expect, it } from 'vitest';
import { createFrames, queryMessage, statementOf, SYNC } from '../../src/store/embedded/frames.ts';

const startup = Buffer.from([0, 0, 0, 9, 0, 3, 0, 0, 0]);
const ssl = Buffer.from([0, 0, 0, 8, 4, 210, 22, 47]);
const sent = Buffer.concat([ssl, startup, queryMessage('select 1'), queryMessage(''), SYNC]);
const expected = ['ssl 8', 'startup 9', 'message 14', 'message 6', 'message 5'];

it('cuts messages out of a stream, whatever its pieces', () => {
  for (let size = 1; size <= sent.length; size += 1) {
    const frames = createFrames();
    const found: string[] = [];
    for (let at = 0; at < sent.length; at += size) {
      for (const { kind, bytes } of frames(sent.subarray(at, at + size))) found.push(`${kind} ${bytes.length}`);
    }
    expect(found).toEqual(expected);
  }
});

it('refuses what is too long, or shorter than its own head', () => {
  expect(() => createFrames()(Buffer.from('GET / HTTP/1.1\r\n'))).toThrow('a message of');
  expect(() => createFrames()(Buffer.from([0, 0, 0, 2, 0, 3, 0, 0]))).toThrow('a message of 2 bytes');
  const frames = createFrames(20);
  frames(startup);
  expect(() => frames(queryMessage('x'.repeat(20)))).toThrow('a message of 26 bytes');
});

it('reads the statement of Query and Parse', () => {
  expect(statementOf(queryMessage('listen a'))).toBe('listen a');
  expect(statementOf(Buffer.from('P\0\0\0\x14name\0select 1\0\0\0', 'latin1'))).toBe('select 1');
  expect(statementOf(SYNC)).toBe('');
});
