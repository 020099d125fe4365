/** One line of `postroom doctor`: what was looked at, what is so, and what to do about it. */
export type Finding = {
  /** `database`, `mailbox support`, `dns example.com` … */
  readonly check: string;
  /** warning: mail comes in and goes out, but something will bite one day, or could not be looked at */
  readonly state: 'ok' | 'warning' | 'failed';
  readonly what: string;
  /** '' when there is nothing to do */
  readonly todo: string;
};

/** All is well. */
export function ok(check: string, what: string): Finding {
  return { check, state: 'ok', what, todo: '' };
}

/** It works, but. */
export function warning(check: string, what: string, todo: string): Finding {
  return { check, state: 'warning', what, todo };
}

/** It does not work. */
export function failed(check: string, what: string, todo: string): Finding {
  return { check, state: 'failed', what, todo };
}

/** Splits `what is wrong: what to do` as our own sentences are built; the whole is kept where there is no such joint. */
export function fromSentence(check: string, sentence: string, todo: string): Finding {
  const [, what, act] = /^(.+?\S): (.+)$/su.exec(sentence) ?? [];
  return what === undefined || act === undefined ? failed(check, sentence, todo) : failed(check, what, act);
}
