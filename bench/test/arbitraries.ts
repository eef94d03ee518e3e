import {
  type DefinitionInput,
  definitionSchema,
  type IndexDefinition,
  type PanelData,
} from '@holdfast/engine';
import fc from 'fast-check';
import { definitionInput } from './arbitrary-definition.ts';
import { type PanelShape, panelOf, panelShape } from './arbitrary-panel.ts';

/** Everything one backtest needs. */
export interface BacktestCase {
  readonly shape: PanelShape;
  readonly panel: PanelData;
  readonly definition: IndexDefinition;
  readonly library: ReadonlyMap<string, IndexDefinition>;
}

/**
 * A definition that others hold. Its haircut leaves something of an asset: what a level of 0 is worth as a
 * member's price is nothing the rules speak of.
 */
function held(id: string, input: DefinitionInput): [string, IndexDefinition] {
  return [
    id,
    definitionSchema.parse({ ...input, id, delist_haircut: Math.min(input.delist_haircut ?? 0, 0.9) }),
  ];
}

/** A case that prints as the text that repeats it, not as its thousands of prices. */
function backtestCase(
  shape: PanelShape,
  panel: PanelData,
  definition: IndexDefinition,
  library: ReadonlyMap<string, IndexDefinition>,
): BacktestCase {
  const text = () => JSON.stringify({ shape, definition, library: [...library.values()] });
  return Object.assign({ shape, panel, definition, library }, { [fc.toStringMethod]: text });
}

/** Indices of assets on random panels. */
export const indexOfAssets: fc.Arbitrary<BacktestCase> = panelShape.chain((shape) => {
  const panel = panelOf(shape);
  return definitionInput({ panel, ids: panel.assets, members: null, definitions: [] }).map((input) =>
    backtestCase(shape, panel, definitionSchema.parse({ ...input, id: 'index' }), new Map()),
  );
});

/** Portfolios of two indices, one of which can be a portfolio itself. */
export const portfolioOfIndices: fc.Arbitrary<BacktestCase> = panelShape.chain((shape) => {
  const panel = panelOf(shape);
  const ofAssets = definitionInput({ panel, ids: panel.assets, members: null, definitions: [] });
  const holding = (members: readonly string[]) =>
    definitionInput({ panel, ids: members, members, definitions: members });
  return fc
    .record({
      first: ofAssets,
      second: ofAssets,
      nested: holding(['first', 'second']),
      flat: holding(['first', 'second']),
      deep: holding(['nested', 'first']),
      isDeep: fc.boolean(),
    })
    .map(({ first, second, nested, flat, deep, isDeep }) =>
      backtestCase(
        shape,
        panel,
        definitionSchema.parse({ ...(isDeep ? deep : flat), id: 'portfolio' }),
        new Map([held('first', first), held('second', second), held('nested', nested)]),
      ),
    );
});

/** Mostly indices of assets. */
export const anyIndex: fc.Arbitrary<BacktestCase> = fc.oneof(
  { weight: 5, arbitrary: indexOfAssets },
  { weight: 1, arbitrary: portfolioOfIndices },
);
