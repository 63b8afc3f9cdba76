import { defineConfig } from 'vitest/config';

// Three projects, one for each amount of patience a test may ask for. `globalSetup` belongs to the root alone, so it
// runs once for all of them. `.tsx` tests are unit tests.
const local = { environment: 'node', pool: 'forks', maxWorkers: 2 } as const;

export default defineConfig({
  test: {
    ...local,
    globalSetup: ['tests/setup/global.ts'],
    reporters: ['default', './tests/reporter.ts'],
    projects: [
      {
        test: {
          ...local,
          name: 'unit',
          include: ['tests/**/*.test.{ts,tsx}'],
          exclude: ['tests/**/*.{int,e2e}.test.{ts,tsx}'],
          testTimeout: 5_000,
          hookTimeout: 10_000,
        },
      },
      {
        test: {
          ...local,
          name: 'int',
          include: ['tests/**/*.int.test.{ts,tsx}'],
          testTimeout: 120_000,
          hookTimeout: 60_000,
        },
      },
      {
        // A whole system and a browser each: one file at a time, after the rest.
        test: {
          ...local,
          name: 'e2e',
          include: ['tests/**/*.e2e.test.{ts,tsx}'],
          testTimeout: 180_000,
          hookTimeout: 180_000,
          fileParallelism: false,
          maxWorkers: 1,
          sequence: { groupOrder: 1 },
        },
      },
    ],
  },
});
