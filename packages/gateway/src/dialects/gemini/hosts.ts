/** The REST API alone: ccxt also reads a page of `exchange.gemini.com`, which is no API, and goes on without it. */
export const hosts: readonly string[] = ['api.gemini.com'];
