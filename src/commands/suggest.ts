import { z } from 'zod';
import { textForRules } from '../domain/message.ts';
import { compileRules } from '../domain/priority/match.ts';
import { suggestLevel } from '../domain/priority/suggest.ts';
import type { Policy } from '../domain/policy.ts';
import { splitText } from '../domain/quote.ts';

type Writable = { write(text: string): unknown };

const text = z
  .string()
  .nullish()
  .transform((value) => value ?? '');
const question = z.object({
  id: z.union([z.string(), z.number()]).nullable().default(null),
  channel: text,
  subject: text,
  body: text,
});

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
  const matcher = compileRules(policy.rules);
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
      output.write(
        `${JSON.stringify({ id: read.id, ...suggestLevel({ subject: read.subject, body: newlyWritten(read) }, matcher, policy) })}\n`,
      );
    }
  }
  return status;
}

/** The body with history and signatures blanked out, so that offsets stay those of the body as given. A fax quotes nothing. */
function newlyWritten({ channel, body }: { readonly channel: string; readonly body: string }): string {
  return channel === 'fax' ? body : textForRules({ text: body, segments: splitText(body) });
}

function readLine(line: string): z.output<typeof question> | { error: string } {
  try {
    const parsed = question.safeParse(JSON.parse(line));
    return parsed.success ? parsed.data : { error: 'this is not an object whose "subject" and "body" are text' };
  } catch {
    return { error: 'this is not JSON; write one object a line' };
  }
}
