/**
 * A failure that says whether trying again can help. Whatever is not known to be permanent is temporary, until its
 * attempts run out; then a person sees it.
 */
export class Fault extends Error {
  readonly permanent: boolean;

  constructor(message: string, options: { permanent: boolean; cause?: unknown }) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = 'Fault';
    this.permanent = options.permanent;
  }
}

/** A failure that will not go away by itself: bad input, bad settings. */
export function permanent(message: string, cause?: unknown): Fault {
  return new Fault(message, { permanent: true, cause });
}

/** A failure that may go away: a server that is down, a full disk. */
export function temporary(message: string, cause?: unknown): Fault {
  return new Fault(message, { permanent: false, cause });
}

/** True only for a Fault that says so; anything unknown is temporary. */
export function isPermanent(error: unknown): boolean {
  return error instanceof Fault && error.permanent;
}

/** The message of anything thrown, on one line, at most 500 characters, for a journal or a log. */
export function sentenceOf(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error);
  return text.replace(/\s+/gu, ' ').trim().slice(0, 500) || 'unknown error';
}
