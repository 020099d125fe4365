import type { TokenProvider } from './tokens.ts';

/**
 * Does `work` with an access token, and once more with a new one when `isRefused` says that the token was to blame.
 * Rejects with what the work, or the fetching of a token (a Fault), rejects with; aborted, with the signal's reason.
 */
export async function withToken<T>(
  tokens: TokenProvider,
  signal: AbortSignal,
  work: (token: string) => Promise<T>,
  isRefused: (error: unknown) => boolean,
): Promise<T> {
  const first = await tokens.token(signal);
  try {
    return await work(first);
  } catch (error) {
    if (!isRefused(error)) throw error;
    const second = await tokens.renew(first, signal);
    if (second === null) throw error;
    try {
      return await work(second);
    } catch (again) {
      // It was renewed already, so this fetches nothing; it only makes the refusal known.
      if (isRefused(again)) await tokens.renew(second, signal).catch(() => null);
      throw again;
    }
  }
}
