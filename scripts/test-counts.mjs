/** The last line of `npm test`, which other programs read. */
export function closingLine({ passed, failed, skipped }) {
  return `${passed} passed, ${failed} failed, ${skipped} skipped`;
}

/**
 * Counts vitest's JSON report. A file that could not be loaded, an error outside any test and a run without a report
 * are failures too, though no test of that name exists.
 */
export function countVitest(report, exitedWell) {
  const counts = { passed: 0, failed: 0, skipped: [], failures: [] };
  for (const { name: file, status, assertionResults } of report?.testResults ?? []) {
    let failedHere = 0;
    for (const { status: outcome, fullName } of assertionResults) {
      if (outcome === 'passed') counts.passed += 1;
      else if (outcome === 'failed') {
        failedHere += 1;
        counts.failures.push({ file, name: fullName });
      } else counts.skipped.push({ file, name: fullName });
    }
    if (status === 'failed' && failedHere === 0) {
      failedHere = 1;
      counts.failures.push({ file, name: 'the file could not be run' });
    }
    counts.failed += failedHere;
  }
  if (report === null || (!exitedWell && counts.failed === 0)) {
    counts.failed += 1;
    counts.failures.push({ file: '', name: 'vitest ended with an error outside any test' });
  }
  return counts;
}
