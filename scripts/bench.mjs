// Valid on Node 20. Runs every bench/**/*.bench.ts and wants at least one line `ratio <name>: <n>x (…)` of each.
//   node scripts/bench.mjs [--quick] [part of a file name …]
import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { exitWithInstallError, installIfNeeded } from './install-if-needed.mjs';

const RATIO = /^ratio [^:]+: [0-9][0-9.,]*x \(.*\)$/;
const root = dirname(dirname(fileURLToPath(import.meta.url)));
const quick = process.argv.includes('--quick');
const wanted = process.argv.slice(2).filter((arg) => !arg.startsWith('-'));

try {
  main(installIfNeeded(root));
} catch (error) {
  exitWithInstallError(error);
}

function main(node) {
  const files = readdirSync(join(root, 'bench'), { recursive: true })
    .map((name) => join(root, 'bench', name))
    .filter((file) => file.endsWith('.bench.ts') && !file.includes('node_modules'))
    .filter((file) => wanted.length === 0 || wanted.some((part) => file.includes(part)))
    .sort();
  const broken = files.filter((file) => !benchmark(node, file));
  for (const file of broken) process.stdout.write(`broken benchmark: ${relative(root, file)}\n`);
  process.stdout.write(`benchmarks: ${files.length - broken.length} of ${files.length} ran\n`);
  process.exitCode = broken.length === 0 && files.length > 0 ? 0 : 1;
}

function benchmark(node, file) {
  process.stdout.write(`\n${relative(root, file)}${quick ? ' (quick)' : ''}\n`);
  const { status, stdout, stderr, error } = spawnSync(
    node,
    ['--expose-gc', file, ...(quick ? ['--quick'] : [])],
    {
      cwd: root,
      encoding: 'utf8',
      maxBuffer: 64 * 1024 * 1024,
      env: { ...process.env, HOLDFAST_BENCH_QUICK: quick ? '1' : '' },
    },
  );
  process.stdout.write(stdout ?? '');
  if (status !== 0) {
    process.stdout.write(`${stderr ?? ''}${error ?? ''}\n`);
    return false;
  }
  if (stdout.split('\n').some((line) => RATIO.test(line))) return true;
  process.stdout.write('printed no line "ratio <name>: <n>x (…)"\n');
  return false;
}
