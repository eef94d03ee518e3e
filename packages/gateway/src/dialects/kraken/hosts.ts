/** Spot only: `futures.kraken.com` is another API, and no request can name it. */
export const hosts: readonly string[] = ['api.kraken.com'];
