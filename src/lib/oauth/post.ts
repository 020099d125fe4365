import { sentenceOf, temporary } from '../fault.ts';

/** How long a token server may take, ms: it answers within a second, or is ill. */
export const PATIENCE = 30_000;
/** The largest answer worth reading, bytes; real ones are a few thousand. */
const LARGEST = 200_000;

export type Answer = { readonly status: number; readonly text: string };

/**
 * Sends a form and reads the whole answer. Follows no redirection: the form holds secrets. Rejects with a temporary
 * Fault when there is no answer, or when the signal is aborted; `where` names the settings to look at.
 */
export async function post(
  url: string,
  form: URLSearchParams,
  where: string,
  signal: AbortSignal,
  ms: number = PATIENCE,
): Promise<Answer> {
  const { host } = new URL(url);
  try {
    const response = await fetch(url, {
      method: 'POST',
      body: form,
      headers: { accept: 'application/json' },
      redirect: 'manual',
      signal: AbortSignal.any([signal, AbortSignal.timeout(ms)]),
    });
    return { status: response.status, text: await textOf(response) };
  } catch (error) {
    const late = (error as Error).name === 'TimeoutError';
    const why = late ? `no answer within ${Math.round(ms / 1000)} s` : reasonOf(error);
    // Without a cause: what is thrown here may hold parts of the answer.
    throw temporary(
      `The token server ${host} cannot be reached (${why}): check the network, and token_url in ${where}. Tried again by itself.`,
    );
  }
}

async function textOf(response: Response): Promise<string> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of response.body ?? []) {
    bytes += chunk.length;
    if (bytes > LARGEST) throw new Error('the answer is far too long');
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

/** `fetch failed` says nothing; its cause does. */
function reasonOf(error: unknown): string {
  const { cause } = error as { cause?: { code?: string } };
  return cause?.code ?? sentenceOf(cause ?? error);
}
