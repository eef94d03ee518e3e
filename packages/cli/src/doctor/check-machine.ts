import { type Stats, statSync } from 'node:fs';
import { statfs } from 'node:fs/promises';
import { type Finding, failed, ok, warning } from './finding.ts';

const LEAST_NODE = 26;
const GIB = 2 ** 30;
const LITTLE = 2 * GIB;
const TOO_LITTLE = GIB / 4;

/** @param version as `process.versions.node` has it */
export function checkNode(version: string): Finding {
  return Number(version.split('.')[0]) >= LEAST_NODE
    ? ok('node', `Node ${version}`)
    : failed(
        'node',
        `Node ${version}`,
        `Holdfast needs Node ${LEAST_NODE}: run it with "npx holdfast" in its own folder.`,
      );
}

/** Whether others may look into the data home. */
export function checkHome(home: string): Finding {
  let stats: Stats;
  try {
    stats = statSync(home);
  } catch {
    return warning(
      'data home',
      `${home} is not there yet`,
      'The first command that keeps something makes it.',
    );
  }
  if (!stats.isDirectory())
    return failed('data home', `${home} is no folder`, 'Name another one in HOLDFAST_HOME.');
  if (stats.uid !== process.getuid?.()) {
    return failed(
      'data home',
      `${home} belongs to another account`,
      'Run as its owner, or name another one in HOLDFAST_HOME.',
    );
  }
  if ((stats.mode & 0o022) !== 0) {
    return failed('data home', `others may write to ${home}`, `chmod 700 ${home}`);
  }
  return ok('data home', home);
}

export async function checkDisk(home: string): Promise<Finding> {
  const { bavail, bsize } = await statfs(home);
  const free = bavail * bsize;
  const told = `${(free / GIB).toFixed(1)} GiB free`;
  const advice = 'Make room: a gateway whose audit log can’t be written refuses every order.';
  if (free < TOO_LITTLE) return failed('disk', told, advice);
  return free < LITTLE ? warning('disk', told, advice) : ok('disk', told);
}
