import { readFileSync } from 'node:fs';
import { join } from 'node:path';

interface LockEntry {
  readonly version: string;
  readonly integrity?: string;
  readonly license?: string;
}

/**
 * The software bill of materials of the gateway's process, as CycloneDX 1.6 (https://cyclonedx.org/docs/1.6/json/): the
 * packages that it was seen to load (`packages/gateway/loaded-packages.json`, which a test compares with a running one), and Node,
 * with the hashes of the lock file.
 */
export function gatewaySbom(root: string): string {
  const read = (path: string) => JSON.parse(readFileSync(join(root, path), 'utf8'));
  const { packages } = read('packages/gateway/loaded-packages.json') as {
    packages: { name: string; version: string }[];
  };
  const lock = read('package-lock.json').packages as Record<string, LockEntry>;
  const { version } = read('packages/gateway/package.json') as { version: string };
  const node = lock['node_modules/node'];
  const components = [...packages, { name: 'node', version: node.version }].map((one) =>
    component(one, lock),
  );
  const bom = {
    bomFormat: 'CycloneDX',
    specVersion: '1.6',
    version: 1,
    metadata: {
      component: { type: 'application', 'bom-ref': 'holdfast-gateway', name: 'holdfast-gateway', version },
    },
    components,
    dependencies: [{ ref: 'holdfast-gateway', dependsOn: components.map((one) => one['bom-ref']) }],
  };
  return `${JSON.stringify(bom, null, 2)}\n`;
}

function component({ name, version }: { name: string; version: string }, lock: Record<string, LockEntry>) {
  const entry = lock[`node_modules/${name}`];
  if (entry?.version !== version) throw new Error(`the lock file does not have ${name} ${version}`);
  const purl = `pkg:npm/${name.replace('@', '%40')}@${version}`;
  const [algorithm, digest] = (entry.integrity ?? '').split('-', 2);
  return {
    type: name === 'node' ? 'platform' : 'library',
    'bom-ref': purl,
    name,
    version,
    purl,
    ...(entry.license === undefined ? {} : { licenses: [{ license: { id: entry.license } }] }),
    ...(algorithm === 'sha512'
      ? { hashes: [{ alg: 'SHA-512', content: Buffer.from(digest, 'base64').toString('hex') }] }
      : {}),
  };
}
