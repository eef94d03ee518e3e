/** Serves spot, and futures beside it. */
export const SPOT_HOST = 'api.mexc.com';

/** Where futures are served; what needs a key there has another signature, which is spoken nowhere here. */
export const FUTURES_HOSTS = [SPOT_HOST, 'contract.mexc.com'];

export const hosts = FUTURES_HOSTS;
