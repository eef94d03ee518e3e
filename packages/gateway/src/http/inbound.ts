/** A request as it reached the gateway, after the checks that need no dialect. */
export interface InboundRequest {
  /** Upper case. */
  readonly method: string;
  /** The host that the client means, from the path: `api.binance.com`. */
  readonly host: string;
  /** Path on that host: starts with `/`, no query, no encoding, no empty or dot segments. */
  readonly path: string;
  /** Without `?`; empty when there is none. As received: signatures are made over it. */
  readonly rawQuery: string;
  /** As received, in order, duplicates included (Node's `headers` hides them). */
  readonly headers: readonly HeaderLine[];
  readonly body: Buffer;
  /** The request's address as its client wrote it: `127.0.0.1:8080/coinbase/api.coinbase.com`. */
  readonly gatewayPrefix: string;
  /** Milliseconds since 1970, the gateway's clock. */
  readonly receivedAt: number;
}

export type HeaderLine = readonly [name: string, value: string];

/** The value of a header that must be there at most once; undefined when it is not. Names are compared in lower case. */
export function singleHeader(headers: readonly HeaderLine[], name: string): string | undefined {
  const found = headers.filter(([given]) => given.toLowerCase() === name);
  return found.length === 1 ? found[0][1] : undefined;
}
