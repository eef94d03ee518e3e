import { Ajv } from 'ajv';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import {
  definitionFromInput,
  definitionJsonSchema,
  definitionKeys,
  definitionSchema,
} from '../../src/index.ts';
import { readRepositoryFile, shippedFiles } from './support.ts';

const schema = definitionJsonSchema();
// A format of its own vocabulary (date) is checked by zod; editors only show it.
const validate = new Ajv({ strict: false, validateFormats: false, allErrors: true }).compile(schema);
const byZod = (input: unknown) => definitionSchema.safeParse(input).success;
const votes = [{ from: '2021-01-01', aave: 1 }];
const weights = [{ from: '2021-01-01', a: 0.5, b: 0.5 }];
const portfolio = { members: ['a', 'b'], select: { by: 'all' }, weight: { scheme: 'equal' } };

describe('the JSON Schema', () => {
  it.each(shippedFiles().map(({ file, text }) => [file, text]))('accepts %s', (_, text) => {
    validate(parse(text));
    expect(validate.errors).toBeNull();
  });

  it.each<[object]>([
    [{}],
    [{ select: { by: 'volume', window: 1 } }],
    [{ select: { by: 'sharpe', window: 2 } }],
    [{ select: { by: 'all' } }],
    [{ select: { window: null } }],
    [{ select: { by: 'votes' }, votes }],
    [{ weight: { scheme: 'custom' }, weights }],
    [{ weight: { scheme: 'custom' }, weights, select: { by: 'volume' } }],
    [{ weight: { scheme: 'risk-parity', window: 90 } }],
    [{ overlay: { trend: { window: 5 } } }],
    [{ overlay: { volatility_target: { annual: 0.4, window: 5, schedule: 'daily' } } }],
    [{ end: null, base: { date: null }, cash_asset: null, capital: null }],
    [portfolio],
    [{ ...portfolio, weight: { scheme: 'custom' }, weights, select: {} }],
    [{ members: null }],
  ])('accepts %j, as the engine does', (input) => {
    expect(byZod(input)).toBe(true);
    expect(validate(input)).toBe(true);
  });

  it.each<[unknown]>([
    [null],
    [[]],
    ['x'],
    [{ lga: 1 }],
    [{ lag: '1' }],
    [{ lag: 1.5 }],
    [{ lag: -1 }],
    [{ lag: null }],
    [{ id: 'A' }],
    [{ select: null }],
    [{ select: { tpo: 1 } }],
    [{ select: { top: 0 } }],
    [{ select: { by: 'size' } }],
    [{ select: { by: 'volume' } }],
    [{ select: { by: 'volume', window: null } }],
    [{ select: { by: 'sharpe', window: 1 } }],
    [{ select: { by: 'low-volatility' } }],
    [{ select: { by: 'return' } }],
    [{ select: { window: 30 } }],
    [{ select: { by: 'market-cap', window: 30 } }],
    [{ select: { by: 'all', top: 5 } }],
    [{ select: { by: 'all', buffer: 0 } }],
    [{ select: { by: 'votes' } }],
    [{ votes }],
    [{ weights }],
    [{ weight: { scheme: 'custom' } }],
    [{ weight: { scheme: 'custom', window: 3 }, weights }],
    [{ weight: { window: 3 } }],
    [{ weight: { scheme: 'inverse-volatility' } }],
    [{ weight: { scheme: 'min-variance', window: 1 } }],
    [{ weight: { scheme: 'risk-parity', window: null } }],
    [{ weight: { cap: 0 } }],
    [{ weight: { cap: 1.1 } }],
    [{ overlay: {} }],
    [{ overlay: { trend: {} } }],
    [{ overlay: { trend: { window: 3 }, volatility_target: { annual: 1, window: 3 } } }],
    [{ overlay: { volatility_target: { annual: 1, window: 1 } } }],
    [{ select: { by: 'votes' }, votes: [] }],
    [{ select: { by: 'votes' }, votes: [{ aave: 1 }] }],
    [{ select: { by: 'votes' }, votes: [{ from: '2021-01-01', aave: 'x' }] }],
    [{ members: [] }],
    [{ members: ['a', 'b'] }],
    [{ ...portfolio, members: ['a', 'a'] }],
    [{ ...portfolio, select: {} }],
    [{ ...portfolio, select: { by: 'volume', window: 3 } }],
    [{ ...portfolio, weight: { scheme: 'sqrt-market-cap' } }],
    [{ ...portfolio, weight: { scheme: 'equal', sector_cap: 0.5 } }],
    [{ ...portfolio, universe: { include_tags: ['defi'] } }],
    [{ ...portfolio, universe: { include: ['a'] } }],
    [{ ...portfolio, universe: { exclude: ['a'] } }],
    [{ ...portfolio, universe: { min_market_cap: 1 } }],
    [{ ...portfolio, universe: { min_age_days: 1 } }],
    [{ ...portfolio, universe: { min_median_volume: { usd: 1 } } }],
  ])('refuses %j, as the engine does', (input) => {
    expect(byZod(input)).toBe(false);
    expect(validate(input)).toBe(false);
  });

  it('tells an editor what each key means and what it is when left out', () => {
    const { properties = {} } = schema;
    expect(properties.lag).toMatchObject({ type: 'integer', default: 1 });
    expect(properties.select.properties?.by).toMatchObject({ default: 'market-cap' });
    const undescribed = (node: typeof schema.properties, path: string): string[] =>
      Object.entries(node ?? {}).flatMap(([key, child]) => [
        ...(child.description ? [] : [`${path}${key}`]),
        ...undescribed(child.properties, `${path}${key}.`),
      ]);
    expect(undescribed(properties, '')).toEqual([]);
  });
});

describe('docs/definition.md', () => {
  const page = readRepositoryFile('docs/definition.md');

  it.each(definitionKeys())('explains %s', (key) => {
    // A section is explained by its keys, a key by its whole name in code.
    const isSection = definitionKeys().some((other) => other.startsWith(`${key}.`));
    expect(page).toContain(isSection ? `\`${key}` : `\`${key}\``);
  });

  it('has only examples that work', () => {
    const examples = [...page.matchAll(/```yaml\n(.*?)```/gs)].map(([, text]) => text);
    expect(examples.length).toBeGreaterThan(8);
    for (const example of examples) definitionFromInput({ id: 'x', ...parse(example) }, example);
  });
});
