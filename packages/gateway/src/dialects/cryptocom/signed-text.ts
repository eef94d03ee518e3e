import {
  isJsonArray,
  isJsonObject,
  JsonNumber,
  type JsonObject,
  type JsonValue,
} from '../../http/strict-json.ts';
import { malformed } from '../../refusal.ts';

const NAME = /^[a-z][a-z0-9_]{0,63}$/;
const TEXT = /^[\x20-\x7e]{0,512}$/;
/** Whole numbers that every language writes in the same way. */
const WHOLE = /^(?:0|[1-9][0-9]{0,14})$/;
const LONGEST_LIST = 100;

/**
 * Checks that parameters have one form in the signed text, whoever computes it. Clients disagree about objects inside of
 * objects, lists of numbers and `null`, so these are refused.
 *
 * @throws Refusal malformed
 */
export function checkParameters(params: JsonObject): void {
  for (const [name, value] of params) {
    checkName(name);
    if (!isJsonArray(value)) checkScalar(name, value);
    else checkList(name, value, checkItem);
  }
}

/**
 * Refuses numbers that can be written in several ways (`0.10`, `1e-8`): the documentation wants all numbers to be texts.
 *
 * @throws Refusal malformed
 */
export function refuseFractions(value: JsonValue): void {
  if (isJsonArray(value)) value.forEach(refuseFractions);
  if (isJsonObject(value)) [...value.values()].forEach(refuseFractions);
  if (value instanceof JsonNumber && !WHOLE.test(value.source))
    malformed('number', 'Send numbers as texts: "0.25", not 0.25.');
}

/**
 * The text that a signature covers of the parameters: names in ascending order, each with its value behind it, without
 * anything between them. Lists are their items in a row.
 *
 * @example
 * parameterText(params); // instrument_nameBTC_USDTprice100quantity0.25
 * @see https://exchange-developer.crypto.com/exchange/v1/docs/api/rest-common-api-reference
 */
export function parameterText(value: JsonValue): string {
  if (isJsonArray(value)) return value.map(parameterText).join('');
  if (!isJsonObject(value)) return value instanceof JsonNumber ? value.source : String(value);
  return [...value.keys()]
    .sort()
    .map((name) => name + parameterText(value.get(name) ?? ''))
    .join('');
}

function checkItem(name: string, item: JsonValue): void {
  if (!isJsonObject(item)) {
    checkText(name, item);
    return;
  }
  for (const [inner, value] of item) {
    checkName(inner);
    if (isJsonArray(value)) checkList(inner, value, checkText);
    else checkScalar(inner, value);
  }
}

function checkList(
  name: string,
  list: readonly JsonValue[],
  check: (name: string, item: JsonValue) => void,
): void {
  if (list.length > LONGEST_LIST) malformed('list', `"${name}" has more than ${LONGEST_LIST} items.`);
  if (new Set(list.map(isJsonObject)).size > 1)
    malformed('list', `"${name}" has texts and objects side by side.`);
  for (const item of list) check(name, item);
}

function checkScalar(name: string, value: JsonValue): void {
  if (typeof value !== 'boolean' && !(value instanceof JsonNumber)) checkText(name, value);
}

function checkText(name: string, value: JsonValue): void {
  if (typeof value !== 'string')
    malformed('nested parameter', `"${name}" is nested in a way that signs in more than one way.`);
  if (!TEXT.test(value)) malformed('parameter value', `"${name}" has a value that is not understood.`);
}

function checkName(name: string): void {
  if (!NAME.test(name)) malformed('parameter name', `A parameter must not be named "${name.slice(0, 80)}".`);
}
