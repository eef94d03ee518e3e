import { type TokenBucket, takeToken } from '../policy/rate.ts';
import type { StreamLimits } from './stream-limits.ts';

/** How many frames a client may send on one stream; pings of the protocol count too. */
export class FrameBudget {
  readonly #limits: Pick<StreamLimits, 'framesPerSecond' | 'framesAtOnce'>;
  readonly #monotonic: () => number;
  #bucket: TokenBucket | null = null;

  constructor(limits: Pick<StreamLimits, 'framesPerSecond' | 'framesAtOnce'>, monotonic: () => number) {
    this.#limits = limits;
    this.#monotonic = monotonic;
  }

  /** Whether one more may come. */
  take(): boolean {
    const { framesPerSecond, framesAtOnce } = this.#limits;
    const rule = { perSecondMilli: framesPerSecond * 1000, burst: framesAtOnce };
    const { allowed, bucket } = takeToken(this.#bucket, rule, this.#monotonic());
    this.#bucket = bucket;
    return allowed;
  }
}
