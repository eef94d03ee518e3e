import type { Dialect } from '../../src/dialect/dialect.ts';
import { Refusal, type RefusalReason } from '../../src/refusal.ts';
import { type ClientOptions, makeClient } from './ccxt-client.ts';

/** Every reason once, so that a test forgets none. */
export const REASONS: readonly RefusalReason[] = [
  'malformed',
  'signature',
  'stale',
  'replay',
  'address',
  'forbidden',
  'policy',
  'rate',
  'revoked',
  'unavailable',
];

/** The name of the class that ccxt raises when it is given a dialect's refusal, and the error's message. */
export async function ccxtErrorOf(
  dialect: Dialect,
  options: ClientOptions,
  reason: RefusalReason,
): Promise<{ name: string; message: string }> {
  const { status, contentType, body } = dialect.refuse(new Refusal(reason, 'some_rule', 'A sentence.'));
  const exchange = makeClient(options);
  exchange.fetchImplementation = async () =>
    new Response(body, { status, headers: { 'content-type': contentType } });
  try {
    await exchange.fetchBalance();
  } catch (error) {
    if (error instanceof Error) return { name: error.constructor.name, message: error.message };
    throw error;
  }
  throw new Error('ccxt took a refusal for an answer');
}
