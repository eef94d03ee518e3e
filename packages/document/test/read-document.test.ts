import { HoldfastError } from '@holdfast/errors';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { checkDocument, type DocumentKind, type Hints, jsonSchemaOf, readDocument } from '../src/index.ts';

const kind: DocumentKind = {
  noun: 'order',
  example: 'amount: 1',
  syntaxCode: 'DEFINITION_SYNTAX',
  invalidCode: 'DEFINITION_INVALID',
};
const amount = z
  .string()
  .refine((text) => /^[0-9]+(\.[0-9]+)?$/.test(text), { error: 'must be a plain number' })
  .meta({ format: 'decimal', allowed: 'an amount such as 0.5' } satisfies Hints & { format: string });
const schema = z.strictObject({
  amount: amount.optional(),
  steps: z.array(z.strictObject({ size: amount })).optional(),
  whole: z.int().min(1).optional(),
  flag: z.boolean().optional(),
  kind: z
    .enum(['fast', 'slow'])
    .meta({ refused: { warp: 'until it is invented' } } satisfies Hints)
    .optional(),
});
const read = (text: string) => readDocument(text, 'x.yaml', schema, kind).value;

function messageOf(run: () => unknown): string {
  try {
    run();
  } catch (error) {
    expect(error).toBeInstanceOf(HoldfastError);
    return (error as HoldfastError).message;
  }
  throw new Error('nothing was thrown');
}

describe('readDocument', () => {
  it.each([
    ['0.10', '0.10'],
    ['"0.10"', '0.10'],
    ['12345678901234567890.123456789012345678', '12345678901234567890.123456789012345678'],
    ['007', '007'],
  ])('reads the decimal %s as it is written', (written, text) => {
    expect(read(`amount: ${written}`).amount).toBe(text);
    expect(read(`steps: [{size: ${written}}]`).steps).toEqual([{ size: text }]);
  });

  it('keeps every digit of any plain decimal', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[0-9]{1,20}\.[0-9]{1,20}$/), (text) => {
        expect(read(`amount: ${text}`).amount).toBe(text);
      }),
    );
  });

  it.each(['1e3', '-5', '+5', '.5', '5.', '0x10', '0o7', '.inf', '.nan', '1_000', '"1e3"', '٣', '5 %'])(
    'leaves it to the schema to refuse the decimal %s, which is not rewritten',
    (written) => {
      expect(messageOf(() => read(`amount: ${written}`))).toBe('x.yaml:1:9 amount: must be a plain number.');
    },
  );

  it('does not read other numbers as text', () => {
    expect(read('whole: 7')).toEqual({ whole: 7 });
    expect(messageOf(() => read('whole: 7.5\namount: 1'))).toBe(
      'x.yaml:1:8 whole: 7.5 is not allowed. Allowed: a whole number from 1.',
    );
  });

  it.each([
    ['amount: yes please', 'must be a plain number.'],
    ['amount: true', 'true is not allowed. Allowed: an amount such as 0.5.'],
    ['amount: [1]', 'a list is not allowed. Allowed: an amount such as 0.5.'],
    ['amount:', 'has nothing after it; give it a value or leave it out. Allowed: an amount such as 0.5.'],
    ['flag: on', '"on" is not allowed. Allowed: true, false.'],
    ['kind: warp', '"warp" is not allowed until it is invented. Allowed: fast, slow.'],
    ['kind: fsat', '"fsat" is not allowed. Did you mean "fast"? Allowed: fast, slow.'],
    ['kind: __proto__', '"__proto__" is not allowed. Allowed: fast, slow.'],
    ['kind: constructor', '"constructor" is not allowed. Allowed: fast, slow.'],
  ])('explains %j', (text, message) => {
    expect(messageOf(() => read(text))).toContain(message);
  });

  it('speaks of the kind of file that it reads', () => {
    expect(messageOf(() => read('# nothing'))).toContain(
      'the file holds no keys. An order has at least one, such as "amount: 1".',
    );
    expect(messageOf(() => read('a: 1\n---\nb: 2'))).toContain('a file holds one order.');
    expect(messageOf(() => read(`a: ${'['.repeat(200)}`))).toContain('nested too deeply for an order.');
    expect(messageOf(() => read(`a: ${'b'.repeat(300_000)}`))).toContain('an order may have 262,144.');
  });

  it('refuses an unquoted number from plain data, where its text is lost', () => {
    expect(messageOf(() => checkDocument({ amount: 0.1 }, 'request', schema, kind))).toContain(
      'request amount: 0.1 is not allowed.',
    );
  });
});

describe('jsonSchemaOf', () => {
  it('lets a decimal be a number or a text, and leaves out hints', () => {
    const { properties } = jsonSchemaOf(schema, 'Order');
    expect(properties?.amount).toEqual({
      anyOf: [{ type: 'number' }, { type: 'string', pattern: '^[0-9]+([.][0-9]+)?$' }],
    });
    expect(JSON.stringify(properties)).not.toMatch(/allowed|refused|example/);
  });
});
