/** A sequence of word ids that was found: which one (`key`), and its number of words. It ends at the word being fed. */
export type Found = { readonly key: number; readonly length: number };

type Node = {
  readonly next: Map<number, Node>;
  /** the longest proper end of this node's words that begins another sequence */
  fail: Node | null;
  readonly own: Found[];
  /** all that ends here, the shorter ones on the way of `fail` included */
  all: readonly Found[];
};

/**
 * Finds sequences of word ids in one pass, however many sequences there are (A. V. Aho, M. J. Corasick: Efficient string
 * matching, CACM 18, 1975). State is the caller's: begin with `root`, feed each word, start anew at the end of a clause.
 */
export type Automaton = {
  readonly root: State;
  readonly feed: (state: State, id: number) => State;
  readonly foundAt: (state: State) => readonly Found[];
};
export type State = { readonly brand: 'state' } & Node;

/** Builds the automaton of these sequences; each tells its key when it is found. */
export function createAutomaton(
  sequences: Iterable<{ readonly key: number; readonly ids: readonly number[] }>,
): Automaton {
  const root = node();
  for (const { key, ids } of sequences) {
    let at = root;
    for (const id of ids) {
      const next = at.next.get(id) ?? node();
      at.next.set(id, next);
      at = next;
    }
    at.own.push({ key, length: ids.length });
  }
  link(root);
  return { root: root as State, feed: (state, id) => feed(root, state, id) as State, foundAt: (state) => state.all };
}

function node(): Node {
  return { next: new Map(), fail: null, own: [], all: [] };
}

/** Breadth first: the fail of a node is known before its children ask for it. */
function link(root: Node): void {
  const queue: Node[] = [];
  root.all = root.own;
  for (const child of root.next.values()) {
    child.fail = root;
    queue.push(child);
  }
  for (const at of queue) {
    at.all = [...at.own, ...at.fail!.all];
    for (const [id, child] of at.next) {
      child.fail = feed(root, at.fail!, id);
      queue.push(child);
    }
  }
}

function feed(root: Node, from: Node, id: number): Node {
  for (let at: Node | null = from; at !== null; at = at.fail) {
    const next = at.next.get(id);
    if (next !== undefined) return next;
  }
  return root;
}
