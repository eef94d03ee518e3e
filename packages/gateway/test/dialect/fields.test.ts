import { Buffer } from 'node:buffer';
import { describe, expect, it } from 'vitest';
import {
  amountField,
  choiceField,
  fieldsOfObject,
  fieldsOfPairs,
  flagField,
  refuseOtherFields,
  requiredChoice,
  requiredField,
  textField,
} from '../../src/dialect/fields.ts';
import { isJsonObject, parseStrictJson } from '../../src/http/strict-json.ts';
import { Refusal } from '../../src/refusal.ts';

function json(text: string) {
  const value = parseStrictJson(Buffer.from(text));
  if (!isJsonObject(value)) throw new Error('no object');
  return fieldsOfObject(value);
}

describe('fields of an order', () => {
  it('read the same from a form and from JSON, numbers by their own digits', () => {
    const form = fieldsOfPairs([
      { name: 'sz', value: '1.10' },
      { name: 'on', value: 'true' },
    ]);
    expect(json('{"sz":1.10,"on":true}')).toEqual(form);
    expect(json('{"sz":"1.10","on":"true"}')).toEqual(form);
  });

  it.each(['{"a":null}', '{"a":[]}', '{"a":{}}', '{"a":["1"]}'])('are refused from %s', (text) => {
    expect(() => json(text)).toThrow(expect.objectContaining({ rule: 'nested parameter' }));
  });

  it('are not taken from an object’s prototype', () => {
    const fields = json('{"a":"1"}');
    expect(choiceField(fields, 'constructor', ['x'])).toBeNull();
    expect(() => requiredField(fields, 'toString')).toThrow(Refusal);
  });

  it('must be there, not empty, and of the words that are known', () => {
    const fields = json('{"empty":"","word":"Buy"}');
    for (const name of ['empty', 'none']) expect(() => requiredField(fields, name)).toThrow(Refusal);
    expect(() => requiredChoice(fields, 'word', ['buy'])).toThrow(Refusal);
    expect(() => requiredChoice(fields, 'none', ['buy'])).toThrow(Refusal);
    expect(() => textField(fields, 'word', /^[a-z]+$/)).toThrow(Refusal);
    expect(textField(fields, 'none', /^[a-z]+$/)).toBeNull();
  });

  it.each(['1', '0', 'TRUE', 'yes', ''])('are no flag as "%s"', (value) => {
    expect(() => flagField(new Map([['flag', value]]), 'flag')).toThrow(Refusal);
  });

  it.each(['0', '0.00', '-1', '+1', '1e5', 'NaN', '1%', '#1', '.5', '１', '1 ', ''])(
    'are no amount as "%s"',
    (value) => expect(() => amountField(new Map([['sz', value]]), 'sz')).toThrow(Refusal),
  );

  it('show no more than 80 characters of an unknown name', () => {
    const name = 'x'.repeat(5000);
    expect(() => refuseOtherFields(new Map([[name, '1']]), ['sz'])).toThrow(/^"x{80}" is no parameter/);
  });
});
