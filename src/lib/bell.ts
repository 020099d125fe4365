export type Bell = {
  /** there is something to do; remembered when nobody waits */
  readonly ring: () => void;
  /** resolves at the next ring, at once if it rang while nobody waited, or after `ms` */
  readonly heard: (ms: number) => Promise<void>;
};

/** Lets workers wait for another without asking over and over. */
export function createBell(): Bell {
  const waiting = new Set<() => void>();
  let rang = false;
  return {
    ring() {
      rang = waiting.size === 0;
      for (const wake of waiting) wake();
    },
    heard(ms) {
      if (rang) {
        rang = false;
        return Promise.resolve();
      }
      return new Promise((resolve) => {
        const wake = (): void => {
          clearTimeout(timer);
          waiting.delete(wake);
          resolve();
        };
        const timer = setTimeout(wake, ms);
        waiting.add(wake);
      });
    },
  };
}
