import type { Worded } from './about.ts';
import { worded } from './frame.ts';

/** Brings somebody of the office the link by which they sign in to the desk. */
export function signInLetter({
  name,
  house,
  url,
  minutes,
}: {
  readonly name: string;
  readonly house: string;
  readonly url: string;
  /** how long the link is good for */
  readonly minutes: number;
}): Worded {
  return worded({
    subject: 'Your link to the desk',
    preheader: `It works once, within ${minutes} minutes.`,
    house,
    title: 'Sign in to the desk',
    blocks: [
      { kind: 'lead', tone: 'plain', text: `${name}, this link works once, within ${minutes} minutes.` },
      { kind: 'links', links: [{ label: 'Sign in', url }] },
    ],
    small: [
      'You did not ask for it? Then somebody typed your address. Nothing happens unless you press the button behind the link; do not pass it on.',
    ],
  });
}
