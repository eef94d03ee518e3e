import type { ExecutionSettings } from '../../src/executor/execution-settings.ts';
import type { Placement } from '../../src/venue/venue.ts';
import { ExecutionCase, marketOf, planned } from './execution-case.ts';

/** A plan that was carried out whole. */
export const done = { kind: 'finished', shortfalls: [] };

/** One purchase of 10 units, 1,000.10 USDT, with enough money. */
export function purchase(settings: Partial<ExecutionSettings> = {}, amount = '10'): ExecutionCase {
  return new ExecutionCase([planned('buy', 'BTC/USDT', amount)], settings)
    .market(marketOf('BTC'))
    .hold('USDT', '5000');
}

export function refused(cause: Extract<Placement, { kind: 'refused' }>['cause'], reason: string): Placement {
  return { kind: 'refused', cause, reason };
}
