import { spawnSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { type KeyringEntry, osKeyringProvider } from '../src/providers/os-keyring.ts';
import { codeOfAsync, freshFolder } from './fixtures.ts';

const CHILD = fileURLToPath(new URL('./keyring-child.ts', import.meta.url));

/** A keyring in memory. */
function memoryKeyring(change: Partial<KeyringEntry> = {}) {
  const kept = new Map<string, number[]>();
  const handed: number[][] = [];
  const stores: unknown[] = [];
  class AsyncEntry implements KeyringEntry {
    readonly name: string;
    constructor(service: string, account: string, options: unknown) {
      this.name = `${service}/${account}`;
      stores.push(options);
      Object.assign(this, change);
    }
    async getSecret() {
      const secret = kept.get(this.name);
      if (secret === undefined) return null;
      handed.push([...secret]);
      return handed.at(-1)!;
    }
    async setSecret(secret: Uint8Array) {
      kept.set(this.name, [...secret]);
    }
  }
  const provider = osKeyringProvider({ service: 'holdfast', load: async () => ({ AsyncEntry }) });
  return { kept, handed, stores, provider };
}

describe('the keyring provider', () => {
  it('gives back what it made, under an entry of the KEK’s own', async () => {
    const { provider, kept } = memoryKeyring();
    const one = await provider.create('a'.repeat(32));
    const two = await provider.create('b'.repeat(32));
    expect(one.parameters).toEqual({
      kind: 'keyring',
      service: 'holdfast',
      account: `kek-${'a'.repeat(32)}`,
    });
    expect((await provider.open(one.parameters, 'a'.repeat(32))).equals(one.material)).toBe(true);
    expect(one.material.equals(two.material)).toBe(false);
    expect(kept.size).toBe(2);
  });

  it('never falls back to the kernel’s keyring, which forgets', async () => {
    const { provider, stores } = memoryKeyring();
    await provider.open((await provider.create('a'.repeat(32))).parameters, 'a'.repeat(32));
    expect(stores).toEqual(Array(2).fill({ linux: { store: 'secret-service' } }));
  });

  it('says so when the library can’t be loaded on this system', async () => {
    const load = () => Promise.reject(new Error('no prebuilt binary'));
    const provider = osKeyringProvider({ service: 'holdfast', load });
    expect(await codeOfAsync(provider.create('a'.repeat(32)))).toBe('KEYRING_UNAVAILABLE');
  });

  it('zeroes the numbers that the binding hands over', async () => {
    const { provider, handed } = memoryKeyring();
    const { parameters } = await provider.create('a'.repeat(32));
    await provider.open(parameters, 'a'.repeat(32));
    expect(handed).toEqual([Array(32).fill(0), Array(32).fill(0)]);
  });

  it('never overwrites an entry', async () => {
    const { provider, kept } = memoryKeyring();
    kept.set(`holdfast/kek-${'a'.repeat(32)}`, Array(32).fill(1));
    expect(await codeOfAsync(provider.create('a'.repeat(32)))).toBe('KEYRING_UNAVAILABLE');
    expect(kept.get(`holdfast/kek-${'a'.repeat(32)}`)).toEqual(Array(32).fill(1));
  });

  it.each<[string, Partial<KeyringEntry>]>([
    ['locked when read', { getSecret: () => Promise.reject(new Error('locked')) }],
    ['locked when written', { setSecret: () => Promise.reject(new Error('locked')) }],
    ['forgets what it was given', { setSecret: async () => {} }],
  ])('makes nothing with a keyring that is one of these: %s', async (_, change) => {
    expect(await codeOfAsync(memoryKeyring(change).provider.create('a'.repeat(32)))).toBe(
      'KEYRING_UNAVAILABLE',
    );
  });

  it('makes nothing with a keyring that keeps something else', async () => {
    let reads = 0;
    const getSecret = async () => (reads++ === 0 ? null : Array(32).fill(9));
    const { provider } = memoryKeyring({ getSecret });
    expect(await codeOfAsync(provider.create('a'.repeat(32)))).toBe('KEYRING_UNAVAILABLE');
  });

  it.each([0, 16, 31, 33])('refuses an entry of %d bytes, and zeroes it', async (length) => {
    const secret = Array(length).fill(5);
    const { provider } = memoryKeyring({ getSecret: async () => secret });
    const opening = provider.open({ kind: 'keyring', service: 'holdfast', account: 'x' }, 'a'.repeat(32));
    expect(await codeOfAsync(opening)).toBe('KEYRING_UNAVAILABLE');
    expect(secret.every((byte) => byte === 0)).toBe(true);
  });

  it('refuses a missing entry and another provider’s vault', async () => {
    const { provider } = memoryKeyring();
    const missing = provider.open({ kind: 'keyring', service: 'holdfast', account: 'x' }, 'a'.repeat(32));
    expect(await codeOfAsync(missing)).toBe('KEYRING_UNAVAILABLE');
    expect(await codeOfAsync(provider.open({ kind: 'file', path: '/x' }, 'a'.repeat(32)))).toBe(
      'VAULT_PROVIDER_OTHER',
    );
  });
});

function isInstalled(...programs: string[]): boolean {
  return programs.every((name) => spawnSync('sh', ['-c', `command -v ${name}`]).status === 0);
}

/** Runs the child in a session of its own, with a home of its own, in which a keyring is unlocked or not there. */
function inSession(keyring: 'unlocked' | 'absent'): { readonly stdout: string; readonly stderr: string } {
  const folder = freshFolder();
  const runtime = join(folder, 'runtime');
  mkdirSync(runtime, { mode: 0o700 });
  // The daemon is started by hand, and ended by its id: the session would start one that nobody unlocks.
  const start = `printf pass | gnome-keyring-daemon --foreground --unlock --components=secrets >/dev/null 2>&1 &
    daemon=$!
    for i in 1 2 3 4 5 6 7 8 9 10; do
      dbus-send --session --dest=org.freedesktop.DBus --print-reply / org.freedesktop.DBus.NameHasOwner \\
        string:org.freedesktop.secrets | grep -q true && break
      sleep 0.2
    done`;
  const script = `${keyring === 'unlocked' ? start : 'daemon='}
    "$0" "$1" "$2"
    [ -z "$daemon" ] || kill "$daemon"`;
  const config = join(folder, 'session.conf');
  return spawnSync(
    'dbus-run-session',
    [
      '--config-file',
      sessionConfig(config),
      '--',
      'sh',
      '-c',
      script,
      process.execPath,
      CHILD,
      join(folder, 'home'),
    ],
    {
      encoding: 'utf8',
      timeout: 30_000,
      env: { PATH: process.env.PATH, HOME: folder, XDG_DATA_HOME: folder, XDG_RUNTIME_DIR: runtime },
    },
  );
}

/** A bus that starts no services by itself. */
function sessionConfig(path: string): string {
  writeFileSync(
    path,
    `<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig>
  <type>session</type>
  <listen>unix:tmpdir=/tmp</listen>
  <auth>EXTERNAL</auth>
  <policy context="default">
    <allow send_destination="*" eavesdrop="true"/>
    <allow eavesdrop="true"/>
    <allow own="*"/>
  </policy>
</busconfig>
`,
  );
  return path;
}

describe.skipIf(!isInstalled('dbus-run-session', 'dbus-send', 'gnome-keyring-daemon'))(
  'a real GNOME Keyring (needs dbus-run-session, dbus-send and gnome-keyring-daemon)',
  () => {
    it('keeps the key of a vault', () => {
      const { stdout, stderr } = inSession('unlocked');
      expect(stderr).not.toMatch(/HoldfastError/);
      expect(stdout).toContain('kept');
    });

    it('that is not there is no reason to use the kernel’s keyring, which forgets', () => {
      const { stdout, stderr } = inSession('absent');
      expect(stdout).not.toContain('kept');
      expect(stderr).toContain('KEYRING_UNAVAILABLE');
    });
  },
);
