import { type JsonSchema, jsonSchemaOf, type SchemaNode } from '@holdfast/document';
import { WINDOWED_SCHEMES, WINDOWED_SELECTIONS } from './consistency.ts';
import { definitionSchema } from './schema.ts';

/**
 * JSON Schema of a definition file: what zod says of each key, and of the rules across keys those that JSON Schema
 * can say: which rules need a window, and what goes with `all`, `votes`, `custom` and `members`. What it can't say,
 * the order of dates and sums of weights among it, `parseDefinition` says.
 */
export function definitionJsonSchema(): JsonSchema {
  const tree = jsonSchemaOf(definitionSchema, 'Holdfast index definition');
  const members = tree.properties?.members?.anyOf?.find(({ type }) => type === 'array');
  if (members) members.uniqueItems = true;
  return {
    ...tree,
    allOf: [...windowRules(), ...listRules(), ...portfolioRules()],
  };
}

const CUSTOM: SchemaNode = at(['weight', 'scheme'], { const: 'custom' });
const ABSENT: SchemaNode = { not: {} };

/** Holds when the key is there and its value fits; `required` at every step, or a missing key would fit anything. */
function at([key, ...rest]: readonly string[], value: SchemaNode): SchemaNode {
  return { required: [key], properties: { [key]: rest.length === 0 ? value : at(rest, value) } };
}

/** Holds when the key is missing or its value fits. */
function ifPresent([key, ...rest]: readonly string[], value: SchemaNode): SchemaNode {
  return { properties: { [key]: rest.length === 0 ? value : ifPresent(rest, value) } };
}

function rule(condition: SchemaNode, ...consequences: SchemaNode[]): SchemaNode {
  // biome-ignore lint/suspicious/noThenProperty: the keyword of JSON Schema
  return { if: condition, then: consequences.length === 1 ? consequences[0] : { allOf: consequences } };
}

function windowRules(): SchemaNode[] {
  const needed = (section: string, key: string, rules: ReadonlyMap<string, number>, unless: SchemaNode[]) => [
    ...[...rules].map(([name, minimum]) =>
      rule(
        { allOf: [at([section, key], { const: name }), ...unless] },
        at([section, 'window'], { type: 'integer', minimum }),
      ),
    ),
    rule(
      { allOf: [{ not: at([section, key], { enum: [...rules.keys()] }) }, ...unless] },
      ifPresent([section, 'window'], { type: 'null' }),
    ),
  ];
  return [
    ...needed('select', 'by', WINDOWED_SELECTIONS, [{ not: CUSTOM }]),
    ...needed('weight', 'scheme', WINDOWED_SCHEMES, []),
    rule(
      at(['select', 'by'], { const: 'all' }),
      ifPresent(['select', 'top'], ABSENT),
      ifPresent(['select', 'buffer'], ABSENT),
    ),
  ];
}

function listRules(): SchemaNode[] {
  const byVotes = at(['select', 'by'], { const: 'votes' });
  return [
    rule({ allOf: [byVotes, { not: CUSTOM }] }, { required: ['votes'] }),
    rule({ not: byVotes }, ifPresent(['votes'], ABSENT)),
    rule(CUSTOM, { required: ['weights'] }),
    rule({ not: CUSTOM }, ifPresent(['weights'], ABSENT)),
  ];
}

function portfolioRules(): SchemaNode[] {
  const portfolio = at(['members'], { type: 'array' });
  const zero: SchemaNode = { const: 0 };
  const empty: SchemaNode = { type: 'array', maxItems: 0 };
  return [
    rule(
      { allOf: [portfolio, { not: CUSTOM }] },
      at(['select', 'by'], { not: { enum: ['market-cap', 'volume'] } }),
    ),
    rule(
      portfolio,
      at(['weight', 'scheme'], { not: { enum: ['market-cap', 'sqrt-market-cap'] } }),
      ifPresent(['weight', 'sector_cap'], { type: 'null' }),
      ifPresent(['universe', 'include_tags'], empty),
      ifPresent(['universe', 'include'], empty),
      ifPresent(['universe', 'exclude'], empty),
      ifPresent(['universe', 'min_market_cap'], zero),
      ifPresent(['universe', 'min_age_days'], zero),
      ifPresent(['universe', 'min_median_volume', 'usd'], zero),
    ),
  ];
}
