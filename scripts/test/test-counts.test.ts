import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { describe, expect, it } from 'vitest';

const { closingLine, countVitest } = await import(
  pathToFileURL(join(dirname(import.meta.dirname), 'test-counts.mjs')).href
);

const file = (status: string, ...outcomes: string[]) => ({
  name: '/repository/a.test.ts',
  status,
  assertionResults: outcomes.map((outcome, i) => ({ status: outcome, fullName: `test ${i}` })),
});
const counts = (exitedWell: boolean, ...testResults: object[]) => {
  const { passed, failed, skipped } = countVitest({ testResults }, exitedWell);
  return { passed, failed, skipped: skipped.length };
};

describe('counting tests', () => {
  it('counts by outcome', () => {
    expect(counts(false, file('failed', 'passed', 'failed', 'skipped'), file('passed', 'passed'))).toEqual({
      passed: 2,
      failed: 1,
      skipped: 1,
    });
  });

  it.each(['skipped', 'pending', 'todo'])('counts "%s" as skipped and keeps its name', (outcome) => {
    expect(countVitest({ testResults: [file('passed', outcome)] }, true).skipped).toEqual([
      { file: '/repository/a.test.ts', name: 'test 0' },
    ]);
  });

  it('counts a file that could not be loaded as a failure', () => {
    expect(counts(false, file('failed'))).toEqual({ passed: 0, failed: 1, skipped: 0 });
  });

  it('counts an error outside any test as a failure', () => {
    expect(counts(false, file('passed', 'passed'))).toEqual({ passed: 1, failed: 1, skipped: 0 });
  });

  it('counts a run without a report as a failure', () => {
    expect(countVitest(null, true).failed).toBe(1);
  });

  it('writes the closing line', () => {
    expect(closingLine({ passed: 3, failed: 0, skipped: 1 })).toBe('3 passed, 0 failed, 1 skipped');
  });
});
