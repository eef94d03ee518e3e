import { isHoldfastError } from '@holdfast/errors';
import { Refusal } from '../refusal.ts';
import { UpstreamFailure } from '../upstream/upstream-client.ts';

/** What `decide` says when the gateway judged with rows that are no longer the newest. */
export const STALE = /^stale-/;
export const STALE_ORDER = 'stale-order';
/** Another replica knew a later time of the paper exchange; or the exchange was begun anew. */
export const STALE_PAPER_TIME = 'stale-paper-time';

/** Nobody is served while the keys are closed. */
export function sealedRefusal(): Refusal {
  return new Refusal('unavailable', 'sealed', 'The vault is sealed. An operator has to unseal it.');
}

/** What the deciding statement's rule is to the client. */
export function refusalOf(rule: string): Refusal {
  switch (rule) {
    case 'revoked':
    case 'unknown-key':
    case 'expired':
      return new Refusal('revoked', rule, 'The key is revoked or expired.');
    case 'frozen':
    case 'stale-epoch':
      return new Refusal('revoked', 'frozen', 'The key is frozen by an operator.');
    case 'replay':
      return new Refusal('replay', rule, 'The same request was made before.');
    case 'max_daily_usd':
    case 'max_daily_slippage_usd':
    case 'max_share_of_volume_pct':
    case 'max_open_orders':
      return new Refusal('policy', rule, `${rule}: the limit would be passed.`);
    case STALE_PAPER_TIME:
      return new Refusal(
        'unavailable',
        'paper-time',
        'The paper exchange’s time is before this key’s last order, as after it was begun anew. Move its clock on, or issue another virtual key.',
      );
    case 'paper-clock':
      return new Refusal('forbidden', rule, 'The key is for a real host, where no simulated time counts.');
    case STALE_ORDER:
      return new Refusal('policy', 'amendment', 'amendment: another change of the order is under way.');
    default:
      return new Refusal('unavailable', rule, 'The request could not be decided.');
  }
}

/** Whatever went wrong, as a refusal that tells nothing of the inside. */
export function asRefusal(error: unknown): Refusal {
  if (error instanceof Refusal) return error;
  if (error instanceof UpstreamFailure) {
    return new Refusal(
      'unavailable',
      'exchange',
      error.sent
        ? 'The exchange did not answer; whether it acted is unknown.'
        : 'The exchange can’t be reached; nothing was sent.',
    );
  }
  if (isHoldfastError(error))
    return new Refusal('unavailable', error.code, 'The gateway can’t decide at the moment, so it refuses.');
  if (error instanceof RangeError)
    return new Refusal('unavailable', 'overload', 'The gateway has too much to do at the moment.');
  throw error;
}
