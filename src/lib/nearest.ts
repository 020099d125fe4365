/** The one of `words` that `word` was probably meant to be, or null when none is near. */
export function nearest(word: string, words: readonly string[]): string | null {
  const limit = Math.max(2, Math.floor(word.length / 3)); // two slips of the finger, more in a long word
  const near = words
    .map((candidate) => ({ candidate, steps: distance(word.toLowerCase(), candidate) }))
    .toSorted((a, b) => a.steps - b.steps)[0];
  return near !== undefined && near.steps <= limit ? near.candidate : null;
}

/** Letters to insert, drop, replace or swap with their neighbour, to come from one word to the other. */
function distance(a: string, b: string): number {
  const rows: number[][] = [Array.from({ length: b.length + 1 }, (_, j) => j)];
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1];
      let steps = Math.min(rows[i - 1]![j]! + 1, row[j - 1]! + 1, rows[i - 1]![j - 1]! + (same ? 0 : 1));
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1])
        steps = Math.min(steps, rows[i - 2]![j - 2]! + 1);
      row.push(steps);
    }
    rows.push(row);
  }
  return rows[a.length]![b.length]!;
}
