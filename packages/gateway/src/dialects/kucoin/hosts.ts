/** Spot, margin, accounts and the unified account. */
export const SPOT_HOST = 'api.kucoin.com';
export const FUTURES_HOST = 'api-futures.kucoin.com';
export const BROKER_HOST = 'api-broker.kucoin.com';

/**
 * Production hosts. The same path means a spot order on one and a futures order on another, so every endpoint names its own.
 *
 * @see https://www.kucoin.com/docs-new/introduction
 */
export const hosts: readonly string[] = [SPOT_HOST, FUTURES_HOST, BROKER_HOST];
