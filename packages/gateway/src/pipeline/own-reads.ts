import { randomBytes } from 'node:crypto';
import type { UnsignedRequest } from '../dialect/dialect.ts';
import { parsedOf } from '../dialect/own-request.ts';
import { parseStrictJson } from '../http/strict-json.ts';
import type { LoadedExchangeKey } from '../keys/key-ring.ts';
import type { AskExchange } from '../orders/open-order-counts.ts';
import { GATEWAY_HOLDER, TAKEN_ON_PAPER, type UpstreamBudget } from '../upstream/upstream-budget.ts';
import type { UpstreamClient } from '../upstream/upstream-client.ts';
import type { UpstreamGate } from '../upstream/upstream-gate.ts';
import type { Senders } from './gateway.ts';
import { refusalOf } from './refusals.ts';

/** How long a turn is waited for where the exchange wants one request after the other. */
const LONGEST_WAIT_MS = 5000;

/** What the gateway asks with. */
export interface OwnReadParts {
  readonly upstream: Pick<UpstreamClient, 'send' | 'isRedirected' | 'paperClock'>;
  readonly gate: Pick<UpstreamGate, 'check' | 'notice'>;
  readonly budget: Pick<UpstreamBudget, 'take'>;
  readonly senders: Senders;
  /** Whether a key may sign now: its version is not retired or to be deleted, and the vault is open. */
  readonly maySign: (key: LoadedExchangeKey) => boolean;
  /** Milliseconds since 1970. */
  readonly clock: () => number;
}

/**
 * Reads of the gateway's own, signed with a real key: through the same line, gate and address checks as requests of
 * clients. They are not in the audit log, since nobody asked for them and they change nothing; what they cost is counted
 * like everything else that is sent.
 *
 * @returns a function that throws Refusal, UpstreamFailure or RangeError when nothing can be asked
 */
export function ownReads({ upstream, gate, budget, senders, maySign, clock }: OwnReadParts): AskExchange {
  return async (dialect, key, request) => {
    checkTarget(upstream, key, request);
    gate.check(request.host, key.number);
    const parsed = parsedOf(request);
    const costs = dialect.costs(parsed, dialect.classify(parsed), { orders: [], cancels: [] });
    const spender = { exchange: dialect.exchange, exchangeKey: key.number, holder: GATEWAY_HOLDER };
    const taken =
      upstream.paperClock(request.host) === null
        ? await budget.take({ ...spender, cancels: false }, costs)
        : TAKEN_ON_PAPER;
    const began = clock();
    const stillWanted = () => {
      if (!(clock() - began <= LONGEST_WAIT_MS))
        throw new RangeError('the turn of a request of the gateway’s own did not come');
      if (!maySign(key)) throw refusalOf('retired');
    };
    const answer = await senders.run(key, dialect.strictNonce, stillWanted, (nonce) => {
      const stamp = { now: clock(), nonce, random: randomBytes(16).toString('hex') };
      return upstream.send(dialect.sign(request, key.key, stamp), stillWanted);
    });
    await taken.notice(answer.headers);
    await gate.notice(request.host, key.number, dialect.answers, answer);
    return { status: answer.status, body: parseStrictJson(answer.body) };
  };
}

/** A key of the real exchange never signs for a host that is redirected, nor the other way round. */
function checkTarget(
  upstream: OwnReadParts['upstream'],
  { target }: LoadedExchangeKey,
  { host }: UnsignedRequest,
): void {
  const there = upstream.isRedirected(host) ? 'redirected' : 'real';
  if (there !== target) throw new RangeError(`${host} is ${there}, and the key is for a ${target} host`);
}
