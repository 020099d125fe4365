import type { Priorities } from '../../domain/priority/found.ts';
import type { Changed, Learned, Trial } from '../../domain/priority/trial.ts';

/** What a trial of other rules came to; or why the text is none, line by line. */
export type Tried =
  | { readonly problems: readonly string[] }
  | { readonly trial: Trial; readonly changed: readonly Changed[] };

/** The rules as the desk looks at them. Nothing here changes any. */
export type DeskRules = {
  readonly current: () => Priorities;
  /** name of the file that is to be changed, as the settings have it */
  readonly file: string;
  /** the file in force, as it stands there */
  readonly text: () => Promise<string>;
  /** decides the newest tickets again by the rules of a text */
  readonly tryText: (text: string, newest: number) => Promise<Tried>;
  /** phrases that corrections speak for */
  readonly propose: (newest: number) => Promise<Learned>;
};
