import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const REPOSITORY = fileURLToPath(new URL('../../../', import.meta.url)).replace(/\/$/, '');

/** Imports an entry in a process that may read nothing but our own packages, and load no native code. */
function load(entry: string, more = ''): { readonly status: number | null; readonly stderr: string } {
  const readable = ['packages/vault', 'packages/errors', 'node_modules/@holdfast', 'package.json'];
  const script = `
    import { registerHooks } from 'node:module';
    registerHooks({ resolve(specifier, context, next) {
      if (/^(node:|\\.|@holdfast\\/)/.test(specifier)) return next(specifier, context);
      throw new Error('would load ' + specifier);
    } });
    const loaded = await import('${entry}');
    ${more}`;
  return spawnSync(
    process.execPath,
    [
      '--permission',
      ...readable.map((path) => `--allow-fs-read=${REPOSITORY}/${path}`),
      '--input-type=module',
      '--eval',
      script,
    ],
    { cwd: `${REPOSITORY}/packages/vault`, encoding: 'utf8' },
  );
}

describe('the package', () => {
  it.each(['@holdfast/vault', '@holdfast/vault/providers'])(
    '%s loads nothing but Node and our own code',
    (entry) => {
      const { status, stderr } = load(entry);
      expect(stderr).toBe('');
      expect(status).toBe(0);
    },
  );

  it('loads the keyring’s native code only when the keyring is used, so that the test above tests something', () => {
    const { stderr } = load(
      '@holdfast/vault/providers',
      `await loaded.osKeyringProvider({ service: 'x' }).create('${'a'.repeat(32)}');`,
    );
    expect(stderr).toContain('would load @napi-rs/keyring');
  });

  it('does not have the providers in its first entry', () => {
    const { stderr } = load(
      '@holdfast/vault',
      "if (Object.keys(loaded).some((name) => name.endsWith('Provider'))) throw new Error('found one');",
    );
    expect(stderr).toBe('');
  });
});
