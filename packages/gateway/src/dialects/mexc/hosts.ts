/** Serves spot, and futures beside it. */
export const SPOT_HOST = 'api.mexc.com';

/** The second serves futures only: what needs a key there has another signature, which is spoken nowhere here. */
export const hosts = [SPOT_HOST, 'contract.mexc.com'];
