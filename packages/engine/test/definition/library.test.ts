import { describe, expect, it } from 'vitest';
import {
  checkReferences,
  createLibrary,
  definitionBenchmarks,
  definitionFromInput,
  type IndexDefinition,
  membersInOrder,
  parseLibrary,
} from '../../src/index.ts';
import { errorOf, shippedFiles } from './support.ts';

function portfolio(id: string, members: string[], benchmarks?: string[]): IndexDefinition {
  return definitionFromInput(
    { id, members, select: { by: 'all' }, weight: { scheme: 'equal' }, ...(benchmarks && { benchmarks }) },
    id,
  );
}
const index = (id: string, benchmarks?: string[]) =>
  definitionFromInput({ id, ...(benchmarks && { benchmarks }) }, id);
const ids = (definitions: IndexDefinition[]) => definitions.map(({ id }) => id);

describe('a library', () => {
  it('holds definitions by id', () => {
    const library = createLibrary([index('a'), index('b')]);
    expect([...library.keys()]).toEqual(['a', 'b']);
    expect(createLibrary([]).size).toBe(0);
  });

  it('refuses an id twice', () => {
    const error = errorOf(() => createLibrary([index('a'), index('a')]));
    expect(error.code).toBe('DEFINITION_DUPLICATE');
    expect(error.message).toContain('"a"');
  });

  it('of files refuses an id that is not the name of its file', () => {
    const error = errorOf(() => parseLibrary([{ file: 'indices/a.yaml', text: 'id: b' }]));
    expect(error.code).toBe('DEFINITION_INVALID');
    expect(error.message).toBe(
      'indices/a.yaml id: "b" differs from the file\'s name. Leave the id out, or rename the file to b.yaml.',
    );
    expect(parseLibrary([{ file: 'indices/a.yaml', text: 'id: a' }]).get('a')?.id).toBe('a');
  });

  it('of files refuses two that differ only in their ending', () => {
    const files = ['a.yaml', 'a.yml'].map((file) => ({ file, text: 'lag: 1' }));
    expect(errorOf(() => parseLibrary(files)).code).toBe('DEFINITION_DUPLICATE');
  });
});

describe('members', () => {
  it('come after the members they have themselves, each once', () => {
    const library = createLibrary([
      portfolio('top', ['left', 'right']),
      portfolio('left', ['base', 'other']),
      portfolio('right', ['other', 'base']),
      index('base'),
      index('other'),
    ]);
    expect(ids(membersInOrder(library.get('top') as IndexDefinition, library))).toEqual([
      'base',
      'other',
      'left',
      'right',
    ]);
  });

  it('are none for an index of assets', () => {
    expect(membersInOrder(index('a'), createLibrary([]))).toEqual([]);
  });

  it('may be held by a definition that is not in the library itself', () => {
    expect(ids(membersInOrder(portfolio('mine', ['a']), createLibrary([index('a')])))).toEqual(['a']);
  });

  it('that do not exist are named with the likeliest one that does', () => {
    const library = createLibrary([index('layer-1'), index('defi')]);
    const error = errorOf(() => membersInOrder(portfolio('p', ['defi', 'layer1']), library));
    expect(error.code).toBe('DEFINITION_NOT_FOUND');
    expect(error.message).toContain('"p" has the member "layer1"');
    expect(error.message).toContain('Did you mean "layer-1"?');
    expect(error.facts).toEqual({ definition: 'p', member: 'layer1', meant: 'layer-1' });
  });

  it('that are like nothing get no suggestion', () => {
    const error = errorOf(() => membersInOrder(portfolio('p', ['zzz']), createLibrary([index('defi')])));
    expect(error.message).not.toContain('Did you mean');
  });

  it('of members are missed too, in the name of who holds them', () => {
    const library = createLibrary([portfolio('inner', ['gone'])]);
    expect(errorOf(() => checkReferences(portfolio('outer', ['inner']), library)).facts).toMatchObject({
      definition: 'inner',
      member: 'gone',
    });
  });

  it.each([
    ['itself', { a: ['a'] }, ['a', 'a']],
    ['each other', { a: ['b'], b: ['a'] }, ['a', 'b', 'a']],
    ['a circle of three', { a: ['b'], b: ['c'], c: ['a'] }, ['a', 'b', 'c', 'a']],
    ['a circle further down', { a: ['b'], b: ['c'], c: ['b'] }, ['b', 'c', 'b']],
  ])('can not hold %s', (_, holdings, circle) => {
    const library = createLibrary(Object.entries(holdings).map(([id, members]) => portfolio(id, members)));
    const error = errorOf(() => checkReferences(library.get('a') as IndexDefinition, library));
    expect(error.code).toBe('DEFINITION_CYCLE');
    expect(error.message).toContain(circle.join(' → '));
    expect(error.facts).toEqual({ circle });
  });

  it('are followed 32 deep and no further', () => {
    const chain = (length: number) =>
      createLibrary([
        ...Array.from({ length }, (_, i) => portfolio(`p${i}`, [`p${i + 1}`])),
        index(`p${length}`),
      ]);
    const shallow = chain(32);
    expect(membersInOrder(shallow.get('p0') as IndexDefinition, shallow)).toHaveLength(32);
    const deep = chain(2000);
    const error = errorOf(() => membersInOrder(deep.get('p0') as IndexDefinition, deep));
    expect(error.message).toMatch(/^Definitions hold each other more than 32 deep: p0 → p1/);
  });
});

describe('benchmarks', () => {
  it('that are definitions are found, assets are not missed', () => {
    const library = createLibrary([index('top-20')]);
    const definition = index('a', ['bitcoin', 'top-20', 'top-20']);
    expect(ids(definitionBenchmarks(definition, library))).toEqual(['top-20']);
    expect(() => checkReferences(definition, library)).not.toThrow();
  });

  it('of the default are assets, whatever the library holds', () => {
    expect(definitionBenchmarks(index('a'), createLibrary([index('bitcoin')]))).toEqual([]);
  });

  it('may name each other and even the index itself', () => {
    const library = createLibrary([index('a', ['b', 'a']), index('b', ['a'])]);
    expect(() => checkReferences(library.get('a') as IndexDefinition, library)).not.toThrow();
  });

  it('may hold the index that is compared with them', () => {
    const library = createLibrary([index('a', ['p']), portfolio('p', ['a'])]);
    expect(() => checkReferences(library.get('a') as IndexDefinition, library)).not.toThrow();
  });

  it('must be sound themselves', () => {
    const circle = createLibrary([portfolio('p', ['q']), portfolio('q', ['p'])]);
    expect(errorOf(() => checkReferences(index('a', ['p']), circle)).code).toBe('DEFINITION_CYCLE');
    const broken = createLibrary([portfolio('p', ['gone'])]);
    expect(errorOf(() => checkReferences(index('a', ['p']), broken)).code).toBe('DEFINITION_NOT_FOUND');
  });
});

describe('the shipped definitions', () => {
  const library = parseLibrary(shippedFiles());

  it('are enough to choose from', () => {
    expect(library.size).toBeGreaterThanOrEqual(16);
  });

  it.each(shippedFiles().map(({ file, text }) => [file, text]))(
    '%s is sound and says what it is',
    (file, text) => {
      const id = file.replace('indices/', '').replace('.yaml', '');
      const definition = library.get(id) as IndexDefinition;
      expect(text.startsWith('# yaml-language-server: $schema=./definition.schema.json\n')).toBe(true);
      expect(definition.name).not.toBe(id);
      expect(definition.description.length).toBeGreaterThan(60);
      checkReferences(definition, library);
    },
  );
});
