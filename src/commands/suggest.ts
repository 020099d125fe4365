import { z } from 'zod';
import { textForRules } from '../domain/message.ts';
import { createPriorities } from '../domain/priority/priorities.ts';
import { suggestLevel, type Request } from '../domain/priority/suggest.ts';
import { NO_FACTS } from '../domain/priority/weigh.ts';
import type { Policy } from '../domain/policy.ts';
import { splitText } from '../domain/quote.ts';

type Writable = { write(text: string): unknown };

const text = z
  .string()
  .nullish()
  .transform((value) => value ?? '');
const day = z
  .string()
  .regex(/^\d{4}-\d{2}-\d{2}$/u)
  .nullish()
  .catch(null)
  .transform((value) => value ?? null);
const question = z.object({
  id: z.union([z.string(), z.number()]).nullable().default(null),
  channel: text,
  subject: text,
  body: text,
  facts: z
    .object({ go_live: day, received: day })
    .nullish()
    .catch(null)
    .transform((value) => value ?? { go_live: null, received: null }),
});
export type Question = z.output<typeof question>;

/**
 * `postroom suggest --json`: one JSON object a line in, its level out, in the same order. A line that cannot be read is
 * told on `errors`, and the run goes on. Resolves to the exit status.
 */
export async function suggest({
  input,
  output,
  errors,
  policy,
}: {
  readonly input: AsyncIterable<string>;
  readonly output: Writable;
  readonly errors: Writable;
  readonly policy: Policy;
}): Promise<0 | 1> {
  const priorities = createPriorities(policy);
  let status: 0 | 1 = 0;
  let n = 0;
  for await (const line of input) {
    n++;
    if (line.trim() === '') continue;
    const read = readLine(line);
    if ('error' in read) {
      status = 1;
      errors.write(`${JSON.stringify({ id: null, error: `line ${n}: ${read.error}` })}\n`);
    } else {
      output.write(`${JSON.stringify({ id: read.id, ...suggestLevel(requestOf(read), priorities) })}\n`);
    }
  }
  return status;
}

/** A line as the rules are asked about it: history and signatures blanked out, offsets those of the body as given. A fax quotes nothing. */
export function requestOf({ channel, subject, body, facts }: Question): Request {
  const scanned = channel === 'fax';
  return {
    subject,
    body: scanned ? body : textForRules({ text: body, segments: splitText(body, subject) }),
    scanned,
    facts: { ...NO_FACTS, goLive: facts.go_live, received: facts.received },
  };
}

/** One line of the input, or what is wrong with it. */
export function readLine(line: string): Question | { error: string } {
  try {
    const parsed = question.safeParse(JSON.parse(line));
    return parsed.success ? parsed.data : { error: 'this is not an object whose "subject" and "body" are text' };
  } catch {
    return { error: 'this is not JSON; write one object a line' };
  }
}
