/** The sandbox (`api-sandbox.coinbase.com`), the WebSocket hosts and Coinbase's other products are other targets: no request can name them. */
export const hosts = ['api.coinbase.com'] as const;
