/** A text by lines, without copying it: line n runs from start(n) to start(n + 1), its line end included. */
export type Lines = {
  readonly count: number;
  start(n: number): number;
  /** line n without blanks at its end, at most 1000 characters of it: all that any rule looks at; '' past the end */
  at(n: number): string;
  isBlank(n: number): boolean;
};

/** Longest stretch of a line that is looked at, UTF-16 units; mail lines have at most 998. */
const LOOK = 1_000;

/** Most lines that are told apart; the last one holds the rest. Mails that people write have a few hundred. */
const MAX_LINES = 10_000;

/** Splits at \n. Linear, and reading a line is too. */
export function linesOf(text: string): Lines {
  const starts = [0];
  for (let at = text.indexOf('\n'); at >= 0 && starts.length < MAX_LINES; at = text.indexOf('\n', at + 1))
    starts.push(at + 1);
  if (starts.length > 1 && starts.at(-1) === text.length) starts.pop();
  const start = (n: number): number => starts[n] ?? text.length;
  const at = (n: number): string => text.slice(start(n), Math.min(start(n + 1), start(n) + LOOK)).trimEnd();
  return { count: starts.length, start, at, isBlank: (n) => at(n).trimStart() === '' };
}
