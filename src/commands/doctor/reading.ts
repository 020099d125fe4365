import { createReader } from '../../format/email.ts';
import { sentenceOf } from '../../lib/fault.ts';
import { createLog } from '../../lib/log.ts';
import type { Settings } from '../../settings/shape.ts';
import { failed, ok, type Finding } from './check.ts';

const SAMPLE = [
  'From: Doctor <doctor@postroom.example>',
  'To: support@postroom.example',
  'Subject: =?utf-8?Q?Gr=C3=BC=C3=9Fe?=',
  'Message-ID: <doctor@postroom.example>',
  'Content-Type: text/html; charset=utf-8',
  '',
  '<p>Can you <b>read</b> this?</p>',
  '',
].join('\r\n');

/** Reads a sample mail as the gateway does: in a thread of its own, within its limits of time and memory. */
export async function checkReading({ limits }: Settings): Promise<readonly Finding[]> {
  const check = 'reading';
  const todo = 'install postroom again (npm ci); if limits.read_heap_mb or read_seconds were changed, take them back';
  const began = performance.now();
  const reader = createReader({
    workers: 1,
    seconds: limits.read_seconds,
    heapMb: limits.read_heap_mb,
    log: createLog('silent'),
  });
  try {
    const { subject, text } = await reader.read(Buffer.from(SAMPLE), null);
    if (subject !== 'Grüße' || !text.includes('Can you read this?'))
      return [failed(check, 'a sample mail was read wrongly', todo)];
    return [
      ok(check, `a sample mail was read in ${Math.round(performance.now() - began)} ms, its thread's start included`),
    ];
  } catch (error) {
    return [failed(check, `a sample mail could not be read: ${sentenceOf(error)}`, todo)];
  } finally {
    await reader.close();
  }
}
