import type { Rule } from '../policy.ts';
import { tokens, type Token } from './tokens.ts';

/** Where a rule's phrase stands in a text, and the two words before it. */
export type Match = {
  readonly rule: Rule;
  readonly text: string;
  readonly at: readonly [number, number];
  readonly sentence: number;
  /** up to two words of the same sentence: they may take the phrase back ("is not really down") */
  readonly before: readonly string[];
};

type Node = { readonly next: Map<string, Node>; rules: Rule[] };

/** All phrases of all rules as one tree of words; compiled once, used for every text. */
export type Matcher = { readonly find: (text: string) => readonly Match[] };

const PER_SIGNAL = 20; // matches kept per signal and text: more add nothing, and a hostile text must not fill memory

/** Builds the tree. A phrase matches whole words in sequence within one sentence, without regard to case. */
export function compileRules(rules: readonly Rule[]): Matcher {
  const root: Node = { next: new Map(), rules: [] };
  for (const rule of rules)
    for (const phrase of rule.phrases)
      insert(
        root,
        rule,
        [...tokens(phrase)].map((token) => token.word),
      );
  return { find: (text) => find(root, text) };
}

function insert(root: Node, rule: Rule, words: readonly string[]): void {
  let node = root;
  for (const word of words) {
    const next = node.next.get(word) ?? { next: new Map<string, Node>(), rules: [] };
    node.next.set(word, next);
    node = next;
  }
  if (words.length > 0 && !node.rules.includes(rule)) node.rules.push(rule);
}

type Walk = {
  node: Node;
  readonly from: number;
  readonly before: readonly string[];
  best: { rules: readonly Rule[]; to: number } | null;
};

/** One pass over the words. As many walks are open as the longest phrase has words; of each start the longest phrase counts. */
function find(root: Node, text: string): readonly Match[] {
  const found: Match[] = [];
  const perSignal = new Map<string, number>();
  let open: Walk[] = [];
  let last = ''; // the word before, and the one before that
  let lastButOne = '';
  let sentence = -1;

  const close = (walk: Walk, inSentence: number): void => {
    for (const rule of walk.best?.rules ?? []) {
      const count = (perSignal.get(rule.signal) ?? 0) + 1;
      perSignal.set(rule.signal, count);
      const at = [walk.from, walk.best!.to] as const;
      if (count <= PER_SIGNAL)
        found.push({ rule, text: text.slice(...at), at, sentence: inSentence, before: walk.before });
    }
  };
  const step = (token: Token): void => {
    if (open.length > 0)
      open = open.filter((walk) => {
        const next = walk.node.next.get(token.word);
        if (next === undefined) close(walk, sentence);
        else advance(walk, next, token.to);
        return next !== undefined;
      });
    const first = root.next.get(token.word);
    if (first === undefined) return;
    const walk: Walk = { node: root, from: token.from, before: [lastButOne, last], best: null };
    advance(walk, first, token.to);
    open.push(walk);
  };
  for (const token of tokens(text)) {
    if (token.sentence !== sentence) {
      for (const walk of open) close(walk, sentence);
      open = [];
      last = '';
      lastButOne = '';
      sentence = token.sentence;
    }
    step(token);
    lastButOne = last;
    last = token.word;
  }
  for (const walk of open) close(walk, sentence);
  return outermost(found.toSorted((a, b) => a.at[0] - b.at[0] || b.at[1] - a.at[1]));
}

/** Without the matches that lie inside a longer one: "system is down" speaks for itself, and its "is down" not again. */
function outermost(sorted: readonly Match[]): readonly Match[] {
  let from = -1;
  let to = -1;
  return sorted.filter(({ at }) => {
    const inside = at[1] <= to && !(at[0] === from && at[1] === to);
    if (at[1] > to) [from, to] = at;
    return !inside;
  });
}

function advance(walk: Walk, node: Node, to: number): void {
  walk.node = node;
  if (node.rules.length > 0) walk.best = { rules: node.rules, to };
}
