import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  canonicalDefinition,
  createLibrary,
  type DefinitionLibrary,
  definitionFromInput,
  diffDefinitions,
  type IndexDefinition,
  parseDefinition,
  parseLibrary,
} from '../../src/index.ts';
import { errorOf, shippedFiles } from './support.ts';

const none: DefinitionLibrary = createLibrary([]);
const of = (input: object) => definitionFromInput({ id: 'x', ...input }, 'x');
const canonical = (input: object, library = none) => canonicalDefinition(of(input), library);
const portfolio = { members: ['a', 'b'], select: { by: 'all' }, weight: { scheme: 'equal' } };

describe('the canonical form', () => {
  it('does not depend on comments, spelling of numbers, order of keys and defaults written out', () => {
    const plain = parseDefinition('select: {top: 10}\nweight: {cap: 0.2}\ncost_bps: 20', 'x.yaml');
    const other = parseDefinition(
      '# mine\ncost_bps: 2.0e+1 # dear\nweight:\n  floor: null\n  cap: 0.20\nlag: 1\nselect: {buffer: 0, top: 0xA}',
      'x.yaml',
    );
    expect(canonicalDefinition(other, none)).toBe(canonicalDefinition(plain, none));
  });

  it('does not depend on what people call the index', () => {
    expect(canonical({ id: 'y', name: 'Y', description: 'y' })).toBe(canonical({}));
  });

  it('does not depend on the order of lists that are sets', () => {
    const universe = { include: ['a', 'b'], exclude_tags: ['x', 'y'] };
    expect(canonical({ universe, benchmarks: ['p', 'q'] })).toBe(
      canonical({
        universe: { exclude_tags: ['y', 'x', 'y'], include: ['b', 'a'] },
        benchmarks: ['q', 'p', 'q'],
      }),
    );
  });

  it.each<[string, object]>([
    ['top', { select: { top: 19 } }],
    ['cost', { cost_bps: 10.000000000000002 }],
    ['lag', { lag: 0 }],
    ['base value', { base: { value: 100 } }],
    ['tags', { universe: { exclude_tags: [] } }],
    ['an overlay', { overlay: { trend: { window: 9 } } }],
    ['default benchmarks written out, which then must exist', { benchmarks: ['bitcoin', 'ethereum'] }],
    ['no benchmarks', { benchmarks: [] }],
  ])('changes with %s', (_, input) => {
    expect(canonical(input)).not.toBe(canonical({}));
  });

  it('tells votes by date and asset', () => {
    const votes = (...rows: object[]) => canonical({ select: { by: 'votes' }, votes: rows });
    const first = { from: '2021-01-01', a: 1, 7: 2 };
    expect(votes({ 7: 2, a: 1, from: '2021-01-01' })).toBe(votes(first));
    expect(votes({ ...first, a: 2 })).not.toBe(votes(first));
    expect(votes({ ...first, from: '2021-01-02' })).not.toBe(votes(first));
  });

  it('contains members, their members, and benchmarks that are definitions, by their rules alone', () => {
    const library = (cap: number, description = '') =>
      createLibrary([
        of({ id: 'a', weight: { cap }, description, benchmarks: ['solana'] }),
        of({ ...portfolio, id: 'b', members: ['a'] }),
        of({ id: 'c', lag: 5 }),
      ]);
    const outer = { ...portfolio, members: ['b'], benchmarks: ['c', 'bitcoin'] };
    const text = canonical(outer, library(0.1));
    expect(Object.keys(JSON.parse(text).others)).toEqual(['a', 'b', 'c']);
    expect(canonical(outer, library(0.1, 'words'))).toBe(text);
    expect(canonical(outer, library(0.2))).not.toBe(text);
    expect(text).not.toContain('solana');
  });

  it('tells a benchmark that is an asset from a definition of the same name', () => {
    const benchmarks = ['c'];
    expect(canonical({ benchmarks }, createLibrary([of({ id: 'c' })]))).not.toBe(canonical({ benchmarks }));
  });

  it('can not be made while a member is missing', () => {
    expect(errorOf(() => canonical(portfolio)).code).toBe('DEFINITION_NOT_FOUND');
  });

  it('is one line of JSON with sorted keys that differs between all shipped definitions', () => {
    const library = parseLibrary(shippedFiles());
    const texts = [...library.values()].map((definition) => canonicalDefinition(definition, library));
    expect(new Set(texts).size).toBe(library.size);
    for (const text of texts) {
      expect(text).not.toContain('\n');
      const keys = Object.keys(JSON.parse(text).definition);
      expect(keys).toEqual(keys.toSorted());
    }
  });

  it('writes a number so that reading it gives the same one', () => {
    fc.assert(
      fc.property(fc.double({ min: 0, max: 5000, noNaN: true }), (cost) => {
        expect(JSON.parse(canonical({ cost_bps: cost })).definition.cost_bps).toBe(cost === 0 ? 0 : cost);
      }),
    );
  });
});

describe('the difference of two definitions', () => {
  it('is empty for the same rules', () => {
    expect(diffDefinitions(of({}), of({ select: { top: 20 } }))).toEqual([]);
  });

  it('names every key that differs, defaults filled in', () => {
    const a = of({ select: { top: 10 }, weight: { cap: 0.2 } });
    const b = of({ id: 'y', name: 'x', universe: { include_tags: ['defi'] }, weight: { cap: 0.3 } });
    expect(diffDefinitions(a, b)).toEqual([
      { path: 'id', a: 'x', b: 'y' },
      { path: 'universe.include_tags', a: [], b: ['defi'] },
      { path: 'select.top', a: 10, b: 20 },
      { path: 'weight.cap', a: 0.2, b: 0.3 },
    ]);
  });

  it('takes an overlay as a whole where the other has none, and by kind where both have one', () => {
    const trend = { window: 9, schedule: 'weekly' };
    const target = { annual: 1, window: 9, schedule: 'weekly' };
    const withTrend = of({ overlay: { trend } });
    expect(diffDefinitions(of({}), withTrend)).toEqual([{ path: 'overlay', a: null, b: { trend } }]);
    expect(diffDefinitions(withTrend, of({ overlay: { trend: { window: 8 } } }))).toEqual([
      { path: 'overlay.trend.window', a: 9, b: 8 },
    ]);
    expect(diffDefinitions(withTrend, of({ overlay: { volatility_target: target } }))).toEqual([
      { path: 'overlay.trend', a: trend, b: undefined },
      { path: 'overlay.volatility_target', a: undefined, b: target },
    ]);
  });

  it('tells numbers by date and asset', () => {
    const votes = (numbers: object) =>
      of({ select: { by: 'votes' }, votes: [{ from: '2021-01-01', ...numbers }] });
    expect(diffDefinitions(votes({ a: 1, b: 2 }), votes({ b: 3, constructor: 4 }))).toEqual([
      { path: 'votes.2021-01-01.a', a: 1, b: undefined },
      { path: 'votes.2021-01-01.b', a: 2, b: 3 },
      { path: 'votes.2021-01-01.constructor', a: undefined, b: 4 },
    ]);
  });

  it('is the same seen from the other side, for every pair of shipped definitions', () => {
    const all = [...parseLibrary(shippedFiles()).values()];
    const sides = (a: IndexDefinition, b: IndexDefinition) =>
      diffDefinitions(a, b)
        .map((difference) => JSON.stringify([difference.path, difference.a, difference.b]))
        .sort();
    const mirrored = (a: IndexDefinition, b: IndexDefinition) =>
      diffDefinitions(b, a)
        .map((difference) => JSON.stringify([difference.path, difference.b, difference.a]))
        .sort();
    for (const a of all) for (const b of all) expect(sides(a, b)).toEqual(mirrored(a, b));
  });
});
