import { defineConfig } from 'vitest/config';

const NEEDS_DATABASE = 'test/**/*.db.test.ts';
const NEEDS_EMBEDDED = 'test/**/*.embedded.test.ts';

/**
 * Three projects: `plain` needs nothing; files named *.db.test.ts run twice, on PostgreSQL and on the embedded
 * database; those named *.embedded.test.ts are about the embedded one itself.
 */
export default defineConfig({
  test: {
    pool: 'forks',
    maxWorkers: 2,
    testTimeout: 20_000, // ms; a busy build machine may take seconds for one commit
    hookTimeout: 60_000, // ms; opening an embedded database is the slowest preparation
    reporters: ['default', './test/reporter.ts'],
    runner: './test/runner.ts',
    projects: [
      {
        extends: true,
        test: { name: 'plain', include: ['test/**/*.test.ts'], exclude: [NEEDS_DATABASE, NEEDS_EMBEDDED] },
      },
      { extends: true, test: { name: 'postgres', include: [NEEDS_DATABASE], globalSetup: ['test/global-setup.ts'] } },
      {
        extends: true,
        test: { name: 'embedded', include: [NEEDS_DATABASE, NEEDS_EMBEDDED], globalSetup: ['test/global-setup.ts'] },
      },
    ],
  },
});
