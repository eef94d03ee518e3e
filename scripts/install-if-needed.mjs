// Valid on Node 20: this runs before the repository's own Node 26 is installed.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const STAMP = '.holdfast-installed';

/** Where `npm ci` puts the Node that runs Holdfast. */
function repositoryNode(root) {
  return join(root, 'node_modules', 'node', 'bin', process.platform === 'win32' ? 'node.exe' : 'node');
}

/**
 * Installs what package-lock.json names unless node_modules already holds exactly that. Compares contents, because a
 * checkout gives every file a new date. Quiet unless it fails.
 *
 * Returns the path of the Node to run Holdfast with, and throws an InstallError with a sentence for a person.
 */
export function installIfNeeded(root) {
  const node = repositoryNode(root);
  if (isInstalled(root) && existsSync(node)) return node;
  process.stderr.write('Installing dependencies from package-lock.json (once; a minute or two) …\n');
  const { status, output } = runNpmCi(root);
  if (status !== 0) throw new InstallError(explain(output));
  if (!existsSync(node)) {
    throw new InstallError(
      'npm installed the packages, but not the Node 26 that Holdfast runs on, because install scripts are switched off ' +
        '(ignore-scripts). Run: npm rebuild node --ignore-scripts=false',
    );
  }
  writeFileSync(join(root, 'node_modules', STAMP), lockHash(root));
  return node;
}

class InstallError extends Error {}

/** Prints the reason of a failed install and ends the process. */
export function exitWithInstallError(error) {
  if (!(error instanceof InstallError)) throw error;
  process.stderr.write(`error INSTALL_FAILED: ${error.message}\n`);
  process.exit(1);
}

function lockHash(root) {
  return createHash('sha256')
    .update(readFileSync(join(root, 'package-lock.json')))
    .digest('hex');
}

function isInstalled(root) {
  const stamp = join(root, 'node_modules', STAMP);
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === lockHash(root)) return true;
  if (!agreesWithLock(root)) return false;
  writeFileSync(stamp, lockHash(root));
  return true;
}

/** True when a plain `npm install` already put there what the lock file names: npm's own record says so. */
function agreesWithLock(root) {
  const record = join(root, 'node_modules', '.package-lock.json');
  if (!existsSync(record)) return false;
  const wanted = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')).packages;
  const present = JSON.parse(readFileSync(record, 'utf8')).packages;
  const same = (a, b) =>
    a.version === b.version && a.integrity === b.integrity && a.resolved === b.resolved && a.link === b.link;
  for (const [path, entry] of Object.entries(wanted)) {
    if (path === '') continue;
    const found = present[path];
    // Packages for other platforms are in the lock file and rightly absent.
    if (found === undefined ? !entry.optional : !same(entry, found)) return false;
  }
  return Object.keys(present).every((path) => path in wanted);
}

function runNpmCi(root) {
  const { npm_execpath: npm, npm_node_execpath: node } = process.env;
  // The Node that runs npm, not the one in node_modules which npm is about to replace.
  const [command, ...prefix] = npm?.endsWith('.js') && node ? [node, npm] : ['npm'];
  const result = spawnSync(command, [...prefix, 'ci', '--no-progress', '--loglevel=error'], {
    cwd: root,
    encoding: 'utf8',
    shell: process.platform === 'win32' && command === 'npm',
    maxBuffer: 64 * 1024 * 1024,
  });
  if (result.error) return { status: 1, output: String(result.error) };
  return { status: result.status ?? 1, output: `${result.stdout}${result.stderr}` };
}

function explain(output) {
  if (/ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ETIMEDOUT|ENETUNREACH|ECONNRESET|ENOTCACHED/.test(output)) {
    return `the package registry can't be reached, and the packages are not installed yet. Connect to the internet (or set npm's registry or proxy), then run the same command again.\n${beginning(output)}`;
  }
  if (/ENOENT/.test(output) && /spawn\w* npm/.test(output)) {
    return 'npm was not found. Install Node 20 or later with npm from https://nodejs.org, then run the same command again.';
  }
  return `npm ci failed:\n${beginning(output)}`;
}

/** npm says first what is wrong, and last how it is used. */
function beginning(output) {
  const lines = output.split('\n').filter((line) => line.trim() !== '' && !line.startsWith('npm warn'));
  return lines.slice(0, 20).join('\n');
}
