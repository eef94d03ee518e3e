// Valid on Node 20: `npm test` on a fresh clone. Goes on after a failed step, so that one run shows everything.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { exitWithInstallError, installIfNeeded } from './install-if-needed.mjs';
import { closingLine, countVitest } from './test-counts.mjs';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const modules = join(root, 'node_modules');
const total = { passed: 0, failed: 0, skipped: 0 };

try {
  main(installIfNeeded(root));
} catch (error) {
  exitWithInstallError(error);
}

function main(node) {
  const scratch = mkdtempSync(join(tmpdir(), 'holdfast-test-'));
  const results = join(scratch, 'vitest.json');
  try {
    step('types', node, [join(modules, 'typescript', 'bin', 'tsc'), '--noEmit']);
    step('lint and format', node, [
      join(modules, '@biomejs', 'biome', 'bin', 'biome'),
      'check',
      '--error-on-warnings',
      '.',
    ]);
    step('dependency direction', node, [join(root, 'scripts', 'check-dependencies.ts')]);
    step('unused code', node, [join(modules, 'knip', 'bin', 'knip.js'), '--no-progress']);
    runTests(node, results);
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
  process.stdout.write(`\n${closingLine(total)}\n`);
  process.exitCode = total.failed === 0 ? 0 : 1;
}

function step(name, node, args) {
  const { ok, output, seconds } = run(node, args);
  total[ok ? 'passed' : 'failed'] += 1;
  process.stdout.write(`${ok ? 'ok  ' : 'FAIL'}  ${name} (${seconds} s)\n`);
  if (!ok) process.stdout.write(`${output.trimEnd()}\n`);
}

function runTests(node, results) {
  const { ok, output, seconds } = run(node, [
    join(modules, 'vitest', 'vitest.mjs'),
    'run',
    '--reporter=dot',
    '--reporter=json',
    `--outputFile.json=${results}`,
  ]);
  const report = existsSync(results) ? JSON.parse(readFileSync(results, 'utf8')) : null;
  const counts = countVitest(report, ok);
  total.passed += counts.passed;
  total.failed += counts.failed;
  total.skipped += counts.skipped.length;
  const green = counts.failed === 0;
  process.stdout.write(`${green ? 'ok  ' : 'FAIL'}  tests (${seconds} s)\n`);
  if (!green) process.stdout.write(`${output.trimEnd()}\n`);
  for (const failure of counts.failures)
    process.stdout.write(`failed: ${relative(root, failure.file)} › ${failure.name}\n`);
  for (const skip of counts.skipped)
    process.stdout.write(`skipped: ${relative(root, skip.file)} › ${skip.name}\n`);
}

function run(node, args) {
  const started = Date.now();
  const result = spawnSync(node, args, {
    cwd: root,
    encoding: 'utf8',
    maxBuffer: 256 * 1024 * 1024,
    env: {
      ...process.env,
      NO_COLOR: '1',
      // Tests that start `node` mean the repository's own.
      PATH: `${join(modules, '.bin')}${delimiter}${process.env.PATH ?? ''}`,
    },
  });
  const output = `${result.stdout ?? ''}${result.stderr ?? ''}${result.error ? `${result.error}\n` : ''}`;
  return { ok: result.status === 0, output, seconds: ((Date.now() - started) / 1000).toFixed(1) };
}
