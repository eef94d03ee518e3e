import { defineConfig } from 'vitest/config';

/** Tests of functions that touch nothing outside themselves: their files share a worker, so that each need not load all anew. */
const PURE = [
  'packages/{decimal,document,engine,report}/test/**/*.test.ts',
  'packages/gateway/test/{audit,dialect,dialects,http,market,orders,policy,policy-diff,policy-suggest,policy-test}/**/*.test.ts',
  'packages/trader/test/{executor,lots,tracking}/**/*.test.ts',
];

export default defineConfig({
  test: {
    testTimeout: 60_000,
    hookTimeout: 60_000,
    maxWorkers: 2,
    projects: [
      { extends: true, test: { name: 'pure', include: PURE, isolate: false } },
      {
        extends: true,
        test: {
          name: 'whole',
          include: [
            'packages/*/test/**/*.test.ts',
            'bench/test/**/*.test.ts',
            'e2e/**/*.test.ts',
            'scripts/test/**/*.test.ts',
          ],
          exclude: PURE,
        },
      },
    ],
  },
});
