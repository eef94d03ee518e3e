import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ProviderParameters } from '../src/kek-provider.ts';
import { entryOf, verifyKek } from '../src/vault-file/kek-check.ts';
import { parseVaultFile, serializeVaultFile } from '../src/vault-file/vault-file.ts';
import { CHEAP, codeOf, kekNamed } from './fixtures.ts';

const PROVIDERS: ProviderParameters[] = [
  { kind: 'passphrase', ...CHEAP, nonce: '0f'.repeat(16) },
  { kind: 'file', path: '/etc/holdfast/kek' },
  { kind: 'keyring', service: 'holdfast', account: 'kek-1' },
  { kind: 'environment', variable: 'HOLDFAST_KEK' },
  { kind: 'vault-transit', mount: 'transit', key: 'holdfast', ciphertext: 'vault:v1:AAAA' },
  { kind: 'aws-kms', key: 'arn:aws:kms:eu-central-1:111122223333:key/1234abcd', ciphertext: 'AAAA' },
];
const kek = kekNamed('one');
const vault = { current: entryOf(kek, PROVIDERS[0]!), next: entryOf(kekNamed('two'), PROVIDERS[1]!) };
const text = serializeVaultFile(vault);

type Loose = Record<string, unknown>;
interface LooseEntry extends Loose {
  provider: unknown;
}
type LooseFile = Loose & {
  current: LooseEntry & { provider: Loose };
  next: LooseEntry & { provider: Loose };
};

/** The file with one thing changed in its JSON. */
function changed(change: (file: LooseFile) => void): string {
  const file = JSON.parse(text) as LooseFile;
  change(file);
  return `${JSON.stringify(file, null, 2)}\n`;
}

describe('the vault file', () => {
  it('reads what it writes, for every provider', () => {
    for (const provider of PROVIDERS) {
      const file = { current: entryOf(kek, provider), next: null };
      expect(parseVaultFile(serializeVaultFile(file))).toEqual(file);
    }
    expect(parseVaultFile(text)).toEqual(vault);
  });

  it.each<[string, string]>([
    ['nothing', ''],
    ['no JSON', 'holdfast'],
    ['null', 'null\n'],
    ['a list', '[]\n'],
    ['cut off', text.slice(0, -3)],
    ['without its last line end', text.slice(0, -1)],
    ['with another indentation', `${JSON.stringify(JSON.parse(text))}\n`],
    ['with something behind it', `${text} `],
    ['with a byte order mark', `\ufeff${text}`],
    ['with a name twice', text.replace('"version": 1,', '"version": 1,\n  "version": 1,')],
    ['with Windows line ends', text.replaceAll('\n', '\r\n')],
    ['with an escaped letter', text.replace('holdfast-vault', 'holdfast-v\\u0061ult')],
    ['with 1.0 as version', text.replace('"version": 1,', '"version": 1.0,')],
    ['with __proto__', text.replace('"next": {', '"__proto__": {},\n  "next": {')],
  ])('is refused %s', (_, bad) => {
    expect(codeOf(() => parseVaultFile(bad))).toBe('VAULT_FILE_INVALID');
  });

  it.each<[string, (file: LooseFile) => void]>([
    ['another format', (file) => (file.format = 'vault')],
    ['a newer version', (file) => (file.version = 2)],
    ['the version as text', (file) => (file.version = '1')],
    ['an unknown name', (file) => (file.comment = 'mine')],
    ['no next', (file) => delete (file as Loose).next],
    ['no current', (file) => (file.current = null as never)],
    ['the same key twice', (file) => (file.next = file.current)],
    ['an id that is too short', (file) => (file.current.kekId = 'ab')],
    ['a check value that is too short', (file) => (file.current.check = 'ab')],
    ['no check value', (file) => delete file.current.check],
    ['an unknown name in an entry', (file) => (file.current.key = '00')],
    ['an unknown provider', (file) => (file.current.provider.kind = 'cloud')],
    ['a provider from the prototype', (file) => (file.current.provider = { kind: 'toString' })],
    ['no provider', (file) => (file.current.provider = null as never)],
    ['memory that would exhaust the machine', (file) => (file.current.provider.memoryKib = 2 ** 31)],
    ['a key file with a relative path', (file) => (file.next.provider.path = 'kek')],
    ['a key file whose path has a NUL', (file) => (file.next.provider.path = '/a\0b')],
    ['a key file without a path', (file) => (file.next.provider.path = '')],
    ['a path that is no text', (file) => (file.next.provider.path = ['/a'])],
    ['names of another provider', (file) => (file.next.provider.variable = 'X')],
  ])('is refused with %s', (_, change) => {
    expect(codeOf(() => parseVaultFile(changed(change)))).toBe('VAULT_FILE_INVALID');
  });

  it('gives no error but its own for any text, and what it does read is caught by the check values', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.json(),
          fc.nat(text.length).map((n) => text.slice(0, n) + text.slice(n + 1)),
        ),
        (bad) => {
          fc.pre(bad !== text);
          const code = codeOf(() => {
            const { current, next } = parseVaultFile(bad);
            verifyKek(kek, current);
            verifyKek(kekNamed('two'), next!);
          });
          expect(['VAULT_FILE_INVALID', 'KEK_WRONG']).toContain(code);
        },
      ),
      { numRuns: 1000 },
    );
  });
});

describe('the check value', () => {
  it.each(PROVIDERS)('holds for its KEK and $kind, and for no other', (provider) => {
    const entry = entryOf(kek, provider);
    expect(codeOf(() => verifyKek(kek, entry))).toBe('none');
    expect(codeOf(() => verifyKek(kekNamed('two'), entry))).toBe('KEK_WRONG');
    expect(codeOf(() => verifyKek({ id: kek.id, key: kekNamed('two').key }, entry))).toBe('KEK_WRONG');
    expect(codeOf(() => verifyKek(kek, { ...entry, kekId: kekNamed('two').id }))).toBe('KEK_WRONG');
    expect(codeOf(() => verifyKek(kek, { ...entry, check: '00'.repeat(32) }))).toBe('KEK_WRONG');
    expect(codeOf(() => verifyKek(kek, { ...entry, check: '' }))).toBe('KEK_WRONG');
  });

  it('covers the provider’s parameters', () => {
    const entry = entryOf(kek, PROVIDERS[0]!);
    for (const provider of [{ ...PROVIDERS[0]!, passes: 2 }, ...PROVIDERS.slice(1)]) {
      expect(codeOf(() => verifyKek(kek, { ...entry, provider: provider as ProviderParameters }))).toBe(
        'KEK_WRONG',
      );
    }
  });
});
