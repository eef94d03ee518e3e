import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

/*
 * The name service says that an exchange lives in a private network. Its answers are real ones, by UDP to the system's own
 * resolver, in namespaces of their own: a resolv.conf that names our name service, and a network that leads nowhere, so
 * that no packet leaves this machine. That needs root on Linux.
 */

const CHILD = fileURLToPath(new URL('./dns-child.ts', import.meta.url));
const UNSHARE = ['--mount', '--net', 'sh', '-c'];
const NAME_SERVER = '127.0.53.1';
/** As public as any; a network for documentation would be refused as well. */
const PUBLIC = '9.9.9.9';

const ATTACKS = [
  ['this machine', ['127.0.0.1']],
  ['this machine by another number', ['127.1.2.3']],
  ['the address of no address', ['0.0.0.0']],
  ['a private network', ['10.0.0.1']],
  ['the home network', ['192.168.1.1']],
  ['a container’s network', ['172.17.0.1']],
  ['a carrier’s network', ['100.64.0.1']],
  ['the cloud’s metadata service', ['169.254.169.254']],
  ['the cloud’s metadata service by IPv6', ['fd00:ec2::254']],
  ['this machine by IPv6', ['::1']],
  ['this machine, mapped into IPv6', ['::ffff:127.0.0.1']],
  ['the metadata service, mapped into IPv6', ['::ffff:169.254.169.254']],
  ['this machine through NAT64', ['64:ff9b::7f00:1']],
  ['a public address first, a private one behind it', [PUBLIC, '127.0.0.1']],
  ['a private address first, a public one behind it', ['127.0.0.1', PUBLIC]],
  ['a public IPv4 and a private IPv6 address', [PUBLIC, '::1']],
] as const;

interface Outcome {
  readonly resolved: number;
  readonly sent: boolean | null;
  readonly cause: string | null;
  readonly message: string;
  readonly connections: number;
}

/** Null where this system lets nobody have namespaces of their own. */
function ask(zones: readonly (readonly string[])[]): Outcome[] | null {
  const folder = mkdtempSync(join(tmpdir(), 'holdfast-dns-'));
  try {
    const file = join(folder, 'resolv.conf');
    writeFileSync(file, `nameserver ${NAME_SERVER}\noptions timeout:1 attempts:1\n`);
    const script = 'ip link set lo up && mount --bind "$1" /etc/resolv.conf && shift && exec "$@"';
    const command = [process.execPath, CHILD, NAME_SERVER, JSON.stringify(zones)];
    const probe = spawnSync('unshare', [...UNSHARE, script, 'sh', file, 'true']);
    if (probe.status !== 0) return null;
    const { stdout, stderr } = spawnSync('unshare', [...UNSHARE, script, 'sh', file, ...command], {
      encoding: 'utf8',
    });
    expect(stderr).toBe('');
    return JSON.parse(stdout) as Outcome[];
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

test('DNS points the exchange’s host to a private address: nothing is connected, nothing is sent (needs root on Linux)', (context) => {
  const outcomes = ask(ATTACKS.map(([, addresses]) => addresses));
  if (outcomes === null) return context.skip('this system gives no namespaces');
  for (const [index, [what]] of ATTACKS.entries()) {
    const { resolved, ...outcome } = outcomes[index];
    expect(resolved, `${what}: the answer arrived`).toBeGreaterThan(0);
    expect(outcome, what).toMatchObject({ sent: false, cause: 'Refusal', connections: 0 });
  }
});

test('DNS rebinding: an address that was public a moment ago is judged anew for each connection (needs root on Linux)', (context) => {
  const outcomes = ask([[PUBLIC], ['127.0.0.1'], [PUBLIC], ['169.254.169.254']]);
  if (outcomes === null) return context.skip('this system gives no namespaces');
  const causes = outcomes.map(({ cause }) => cause === 'Refusal');
  // A public address is tried, and nobody answers there.
  expect(causes).toEqual([false, true, false, true]);
  expect(outcomes.map(({ sent }) => sent)).toEqual([false, false, false, false]);
  expect(outcomes.map(({ connections }) => connections)).toEqual([0, 0, 0, 0]);
});
