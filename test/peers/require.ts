import { describe } from 'vitest';

/** Whether the named peer must be there: listed in POSTROOM_TEST_REQUIRE (`postgres,dovecot,chromium`), as on the build machine. */
export function isRequired(name: string): boolean {
  return (process.env['POSTROOM_TEST_REQUIRE'] ?? '').split(/[\s,]+/u).includes(name);
}

/** What to tell about a peer that is missing. */
export function missing(name: string, install: string): string {
  return `${name} is not on this machine, so its tests are skipped; to run them: ${install}`;
}

/**
 * `describe` for tests against a real server: skipped by name, with a line that says what to install, when it is
 * missing, and failed when POSTROOM_TEST_REQUIRE names it.
 */
export function describePeer(
  name: string,
  isAvailable: boolean,
  install: string,
  title: string,
  tests: () => void,
): void {
  if (!isAvailable && isRequired(name))
    throw new Error(`POSTROOM_TEST_REQUIRE names ${name}, but it is not on this machine; ${install}`);
  if (!isAvailable) console.warn(missing(name, install));
  describe.skipIf(!isAvailable)(title, tests);
}
