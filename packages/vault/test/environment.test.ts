import { describe, expect, it } from 'vitest';
import { environmentProvider } from '../src/providers/environment.ts';
import { codeOfAsync } from './fixtures.ts';

const VALUE = '0123456789abcdef'.repeat(4);

describe('the environment provider', () => {
  it('gives the variable’s 32 bytes, and takes it out of the environment', async () => {
    const env: Record<string, string | undefined> = { KEK: VALUE, OTHER: 'x' };
    const { parameters, material } = await environmentProvider({ variable: 'KEK', env }).create(
      'a'.repeat(32),
    );
    expect(parameters).toEqual({ kind: 'environment', variable: 'KEK' });
    expect(material.export().toString('hex')).toBe(VALUE);
    expect(env).toEqual({ OTHER: 'x' });
  });

  it.each<[string, string | undefined]>([
    ['unset', undefined],
    ['empty', ''],
    ['a digit short', VALUE.slice(1)],
    ['a digit long', `${VALUE}0`],
    ['upper case', VALUE.toUpperCase()],
    ['with a line end', `${VALUE}\n`],
    ['with a digit that is none', `g${VALUE.slice(1)}`],
    ['a passphrase', 'correct horse battery staple'],
  ])('refuses a variable that is %s, takes it out too, and does not quote it', async (_, value) => {
    const env = { KEK: value };
    const opening = environmentProvider({ variable: 'KEK', env }).open(
      {
        kind: 'environment',
        variable: 'KEK',
      },
      'a'.repeat(32),
    );
    expect(await codeOfAsync(opening)).toBe('KEK_VARIABLE_INVALID');
    const shown = await opening.catch((error) => JSON.stringify(error) + error.stack);
    if (value) expect(shown).not.toContain(value.trim());
    expect('KEK' in env).toBe(false);
  });
});
