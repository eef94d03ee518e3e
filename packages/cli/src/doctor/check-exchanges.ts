import { dialects } from '@holdfast/gateway';
import { type Finding, failed, ok, warning } from './finding.ts';

const PATIENCE_MS = 5000;
/** An HTTP date has whole seconds, and travels. */
const SKEW_MS = 2500;

interface Probed {
  readonly exchange: string;
  /** Null: no answer. */
  readonly skewMs: number | null;
}

/**
 * Asks each exchange the time: whether it can be reached, and whether this clock is right. Signed requests are refused by
 * exchanges, and by the gateway, when it is not.
 *
 * @param upstreams hosts that are redirected, with their addresses
 */
export async function checkExchanges(upstreams: ReadonlyMap<string, string>): Promise<Finding[]> {
  const probed = await Promise.all(
    [...dialects.values()].map(
      async ({ exchange, market }): Promise<Probed> => ({
        exchange,
        skewMs: await skewOf(market.timeAddress, upstreams),
      }),
    ),
  );
  const reached = probed.filter(({ skewMs }) => skewMs !== null);
  const missing = probed.filter(({ skewMs }) => skewMs === null).map(({ exchange }) => exchange);
  const findings: Finding[] = [];
  if (reached.length === 0) {
    findings.push(
      warning(
        'exchanges',
        'none can be reached',
        'Look at network and firewall: the gateway needs https to the exchanges.',
      ),
    );
  } else if (missing.length > 0) {
    findings.push(
      warning(
        'exchanges',
        `not reached: ${missing.join(', ')}`,
        'Only those that you have keys of are needed.',
      ),
    );
  } else findings.push(ok('exchanges', 'all can be reached'));
  const skews = reached.map(({ skewMs }) => skewMs ?? 0).sort((a, b) => a - b);
  if (skews.length > 0) {
    const skew = skews[skews.length >> 1];
    findings.push(
      Math.abs(skew) > SKEW_MS
        ? failed(
            'clock',
            `${Math.round(skew / 1000)} s away from the exchanges’`,
            'Turn on time synchronisation (NTP).',
          )
        : ok('clock', 'agrees with the exchanges’'),
    );
  }
  return findings;
}

/** How far this clock is ahead of a server's. */
async function skewOf(address: string, upstreams: ReadonlyMap<string, string>): Promise<number | null> {
  const { host, pathname } = new URL(address);
  const redirected = upstreams.get(host);
  const target = redirected === undefined ? address : new URL(pathname, redirected).href;
  try {
    const answer = await fetch(target, { signal: AbortSignal.timeout(PATIENCE_MS), redirect: 'error' });
    await answer.body?.cancel();
    const told = Date.parse(answer.headers.get('date') ?? '');
    // A server without a date answers all the same.
    return Number.isNaN(told) ? 0 : Date.now() - told - 500;
  } catch {
    return null;
  }
}
