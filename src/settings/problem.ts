/** Keys and list positions from the top of a file to a value. */
export type Path = readonly (string | number)[];

/** One thing that is wrong in a file. `text` says what is wrong; and, after a semicolon, what would be right. */
export type Problem = {
  readonly path: Path;
  readonly text: string;
  /** set where the text is not YAML, so that no path leads there */
  readonly offset?: number;
  readonly position?: { readonly line: number; readonly column: number };
};

/** Settings that cannot be used; every problem is one sentence, and all are told at once. */
export class SettingsError extends Error {
  readonly problems: readonly string[];

  constructor(problems: readonly string[]) {
    super(problems.join('\n'));
    this.name = 'SettingsError';
    this.problems = problems;
  }
}

/** A path as one string, for a map. */
export function pathKey(path: Path): string {
  return path.map((part) => `/${part}`).join('');
}

/** A path as an operator reads it: `mailboxes[0].imap.port`. */
export function pathName(path: Path): string {
  return path.map((part, n) => (typeof part === 'number' ? `[${part}]` : n === 0 ? part : `.${part}`)).join('');
}
