import ccxt, { type Exchange } from 'ccxt';
import { describe, expect, it } from 'vitest';
import type { Dialect } from '../../src/dialect/dialect.ts';
import { Refusal, type RefusalReason } from '../../src/refusal.ts';
import { type ClientOptions, makeClient, type Operation } from './ccxt-client.ts';

/** The class that ccxt should raise for each reason, by name. */
export type ExpectedClasses = Readonly<Record<RefusalReason, keyof typeof ccxt>>;

/** Answers an operation of ccxt with each refusal, and looks at what ccxt makes of it. */
export function describeRefusals(
  dialect: Dialect,
  options: ClientOptions,
  operation: Operation,
  expected: ExpectedClasses,
): void {
  describe(`${dialect.exchange}: a refusal in the exchange's own format`, () => {
    for (const [reason, name] of Object.entries(expected) as [RefusalReason, keyof typeof ccxt][]) {
      it(`${reason} is ${String(name)} to ccxt`, async () => {
        const refusal = new Refusal(reason, 'some_rule', 'A sentence that "explains".');
        const raised = await raisedBy(answering(dialect, options, refusal), operation);
        expect(raised).toBeInstanceOf(ccxt[name]);
        expect((raised as Error).constructor.name).toBe(name);
        if (reason === 'policy') expect((raised as Error).message).toContain('some_rule');
      });
    }

    for (const reason of ['signature', 'address'] as const) {
      it(`${reason} says the same whatever lay behind it`, () => {
        const answers = ['unknown id', 'bad signature'].map((rule) =>
          dialect.refuse(new Refusal(reason, rule, `About ${rule}.`)),
        );
        expect(answers[0]).toEqual(answers[1]);
      });
    }
  });
}

function answering(dialect: Dialect, options: ClientOptions, refusal: Refusal): Exchange {
  const exchange = makeClient(options);
  const { status, contentType, body } = dialect.refuse(refusal);
  exchange.fetchImplementation = async () =>
    new Response(body, { status, headers: { 'content-type': contentType } });
  return exchange;
}

async function raisedBy(exchange: Exchange, operation: Operation): Promise<unknown> {
  try {
    await operation(exchange);
  } catch (error) {
    return error;
  }
  throw new Error('nothing was raised');
}
