import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { portfolioSettings, portfolioSettingsSchema } from '../src/portfolio/portfolio-settings.ts';

const text = readFileSync(join(import.meta.dirname, '..', '..', '..', 'docs', 'portfolios.md'), 'utf8');
const section = text.split(/^## /m).find((part) => part.startsWith('Settings\n')) ?? '';
/** Default by key, as the table has it. */
const described = new Map(
  [...section.matchAll(/^\| `([a-z_.]+)` \|(.*?)\| \S.*\|$/gm)].map(([, key, value]) => [key, value.trim()]),
);

interface Schema {
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly anyOf?: readonly Schema[];
}

/** Every key of the schema, also inside what may be null. */
function keysOf({ properties, anyOf }: Schema, place = ''): string[] {
  const inside = (anyOf ?? []).flatMap((choice) => keysOf(choice, place));
  const own = Object.entries(properties ?? {}).flatMap(([key, value]) => {
    const more = keysOf(value, `${place}${key}.`);
    // A group of keys is described by them; what may be null has a default of its own.
    return more.length > 0 && value.anyOf === undefined ? more : [`${place}${key}`, ...more];
  });
  return [...own, ...inside];
}

const keys = keysOf(
  z.toJSONSchema(portfolioSettingsSchema, { io: 'input', unrepresentable: 'any' }) as Schema,
);

function defaultOf(key: string): unknown {
  return key
    .split('.')
    .reduce<unknown>(
      (value, part) => (value as Record<string, unknown> | null)?.[part],
      portfolioSettings({}),
    );
}

describe('the table of settings in docs/portfolios.md', () => {
  it('has every key, and no other', () => {
    expect(keys.length).toBeGreaterThan(20);
    expect([...described.keys()].toSorted()).toEqual(keys.toSorted());
  });

  it.each(keys)('has the default of %s', (key) => {
    const value = defaultOf(key);
    const written = described.get(key)?.replaceAll('`', '');
    if (Array.isArray(value)) expect(written).toBe(`[${value.join(', ')}]`);
    else if (value === undefined) expect(written).toMatch(/^(none)?$/);
    else expect(written).toBe(String(value));
  });
});
