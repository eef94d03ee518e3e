import type { Dialect } from '../dialect/dialect.ts';
import type { ExchangeId } from '../dialect/exchange-id.ts';
import { parsedOf } from '../dialect/own-request.ts';
import { parsePairs } from '../http/pairs.ts';
import { GATEWAY_HOLDER, type UpstreamBudget } from '../upstream/upstream-budget.ts';
import type { UpstreamClient } from '../upstream/upstream-client.ts';
import type { UpstreamGate } from '../upstream/upstream-gate.ts';

/** What the gateway looks at public market data with. */
export interface PublicReadParts {
  readonly upstream: Pick<UpstreamClient, 'send'>;
  readonly gate: Pick<UpstreamGate, 'check' | 'notice'>;
  readonly budget: Pick<UpstreamBudget, 'take'>;
  readonly dialects: ReadonlyMap<ExchangeId, Dialect>;
}

/**
 * Sends the gateway's own requests for public data: they count in the address's limits like those of clients, and wait
 * while the exchange asks for a pause.
 *
 * @returns a sender that throws Refusal, UpstreamFailure or RangeError when nothing can be asked
 */
export function publicReads({
  upstream,
  gate,
  budget,
  dialects,
}: PublicReadParts): Pick<UpstreamClient, 'send'> {
  return {
    send: async (outbound, beforeFirstByte) => {
      const { method, host, target } = outbound;
      const dialect = [...dialects.values()].find(({ hosts }) => hosts.includes(host));
      if (dialect === undefined) throw new RangeError(`${host} is no host of an exchange`);
      gate.check(host, null);
      const [path, query = ''] = target.split('?');
      const parsed = parsedOf({ method, host, path, query: parsePairs(query), body: { kind: 'none' } });
      const costs = dialect.costs(parsed, dialect.classify(parsed), { orders: [], cancels: [] });
      const spender = {
        exchange: dialect.exchange,
        exchangeKey: null,
        holder: GATEWAY_HOLDER,
        cancels: false,
      };
      const taken = await budget.take(spender, costs);
      const answer = await upstream.send(outbound, beforeFirstByte);
      await taken.notice(answer.headers);
      await gate.notice(host, null, dialect.answers, answer);
      return answer;
    },
  };
}
