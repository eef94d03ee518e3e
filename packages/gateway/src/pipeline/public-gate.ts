import type { ExchangeId } from '../dialect/exchange-id.ts';
import { formatIpAddress, type IpAddress } from '../policy/ip-address.ts';
import { type IpRange, isInRanges } from '../policy/ip-rules.ts';
import type { RateRule } from '../policy/policy.ts';
import { type TokenBucket, takeToken } from '../policy/rate.ts';
import { Refusal } from '../refusal.ts';
import type { PaperClock } from '../upstream/paper-clock.ts';

/** Buckets kept at once; beyond it the oldest start anew, which never lets more than `burst` through at once. */
const MOST_BUCKETS = 10_000;

/** Who may ask public endpoints without a key, and how often. */
export class PublicGate {
  readonly #ips: readonly IpRange[];
  readonly #rate: RateRule;
  readonly #monotonic: () => number;
  readonly #buckets = new Map<string, TokenBucket>();

  constructor(ips: readonly IpRange[], rate: RateRule, monotonic: () => number) {
    this.#ips = ips;
    this.#rate = rate;
    this.#monotonic = monotonic;
  }

  /** @param paper the clock of the paper exchange that is asked @throws Refusal address, rate */
  check(address: IpAddress, exchange: ExchangeId, paper: PaperClock | null = null): void {
    if (!isInRanges(address, this.#ips)) {
      throw new Refusal('address', 'public.ips', 'Unsigned requests are not taken from this address.');
    }
    const name = `${exchange}${paper === null ? '' : '/paper'} ${formatIpAddress(address)}`;
    const { allowed, bucket, retryAfterMs } = takeToken(
      this.#buckets.get(name) ?? null,
      this.#rate,
      paper?.limitMs() ?? this.#monotonic(),
    );
    this.#buckets.delete(name);
    this.#buckets.set(name, bucket);
    if (this.#buckets.size > MOST_BUCKETS) {
      const [oldest] = this.#buckets.keys();
      this.#buckets.delete(oldest);
    }
    if (!allowed)
      throw new Refusal(
        'rate',
        'public.rate',
        `Too many unsigned requests; try again in ${retryAfterMs} ms.`,
      );
  }
}
