export type Bell = {
  /** there is something to do; remembered when nobody waits */
  readonly ring: () => void;
  /** resolves at the next ring, at once if it rang since the last wait, or after `ms` */
  readonly heard: (ms: number) => Promise<void>;
};

/** Lets one worker wait for another without asking over and over. One may wait at a time. */
export function createBell(): Bell {
  let rang = false;
  let wake = (): void => {};
  return {
    ring() {
      rang = true;
      wake();
    },
    async heard(ms) {
      if (!rang)
        await new Promise<void>((resolve) => {
          const timer = setTimeout(resolve, ms);
          wake = () => {
            clearTimeout(timer);
            resolve();
          };
        });
      rang = false;
    },
  };
}
