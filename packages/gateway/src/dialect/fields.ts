import { type Decimal, parseDecimal } from '@holdfast/decimal';
import type { Pair } from '../http/pairs.ts';
import { JsonNumber, type JsonObject, type JsonValue } from '../http/strict-json.ts';
import { malformed } from '../refusal.ts';

/** The parameters of one order or cancellation, as text: however they were written, they are judged the same way. */
export type Fields = ReadonlyMap<string, string>;

/** Parameters of a form or query. */
export function fieldsOfPairs(pairs: readonly Pair[]): Fields {
  return new Map(pairs.map(({ name, value }) => [name, value]));
}

/**
 * Members of a JSON object: strings, numbers by their source text, booleans as `true` and `false`.
 *
 * @throws Refusal malformed for a member that is null, a list or an object
 */
export function fieldsOfObject(object: JsonObject): Fields {
  const fields = new Map<string, string>();
  for (const [name, value] of object) {
    const text = textOf(value);
    if (text === null)
      malformed('nested parameter', `"${shown(name)}" must be a string, a number or a boolean.`);
    fields.set(name, text);
  }
  return fields;
}

/** The value of a parameter that must be there, and not be empty. */
export function requiredField(fields: Fields, name: string): string {
  const value = fields.get(name);
  if (value === undefined || value === '') malformed('missing parameter', `"${name}" is missing.`, { name });
  return value;
}

/** A parameter that, where it is there, must match a pattern; null where it is not. */
export function textField(fields: Fields, name: string, pattern: RegExp): string | null {
  const value = fields.get(name);
  if (value === undefined) return null;
  if (!pattern.test(value))
    malformed('parameter value', `"${name}" has a value that is not understood.`, { name });
  return value;
}

/** A parameter that, where it is there, must be one of a few words. */
export function choiceField<Choice extends string>(
  fields: Fields,
  name: string,
  choices: readonly Choice[],
): Choice | null {
  const value = fields.get(name);
  if (value === undefined) return null;
  const choice = choices.find((one) => one === value);
  return choice ?? malformed('parameter value', `"${name}" must be ${choices.join(', ')}.`, { name });
}

/** A parameter that must be there and be one of a few words. */
export function requiredChoice<Choice extends string>(
  fields: Fields,
  name: string,
  choices: readonly Choice[],
): Choice {
  return (
    choiceField(fields, name, choices) ?? malformed('missing parameter', `"${name}" is missing.`, { name })
  );
}

/** A flag written `true` or `false`; false where it is not there. */
export function flagField(fields: Fields, name: string): boolean {
  return choiceField(fields, name, ['true', 'false']) === 'true';
}

/**
 * An amount or a price: a plain decimal above zero, or null where it is not there. Signs, exponents, percentages,
 * other alphabets' digits and zero are refused.
 */
export function amountField(fields: Fields, name: string): Decimal | null {
  const value = fields.get(name);
  if (value === undefined) return null;
  const amount = parseDecimal(value);
  if (amount === null || amount.units === 0n)
    return malformed('amount', `"${name}" must be a plain decimal number above zero, like 0.25.`, { name });
  return amount;
}

/** An amount or a price that must be there. */
export function requiredAmount(fields: Fields, name: string): Decimal {
  return amountField(fields, name) ?? malformed('missing parameter', `"${name}" is missing.`, { name });
}

/** Refuses parameters that have no meaning in this place: what the exchange makes of them is not known. */
export function refuseFields(fields: Fields, names: readonly string[], why: string): void {
  const name = names.find((one) => fields.has(one));
  if (name !== undefined) malformed('parameter out of place', `"${name}" ${why}.`, { name });
}

/** Refuses parameters that are not in the list. */
export function refuseOtherFields(fields: Fields, names: readonly string[]): void {
  for (const name of fields.keys()) {
    if (!names.includes(name))
      malformed('unknown parameter', `"${shown(name)}" is no parameter that the gateway knows here.`);
  }
}

function textOf(value: JsonValue): string | null {
  if (typeof value === 'string') return value;
  if (typeof value === 'boolean') return String(value);
  return value instanceof JsonNumber ? value.source : null;
}

function shown(name: string): string {
  return name.slice(0, 80);
}
