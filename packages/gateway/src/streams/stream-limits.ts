/** Bounds of streams; nothing about one is without a bound. */
export interface StreamLimits {
  /** Open at once, and those of them that nobody has logged in at. */
  readonly connections: number;
  readonly strangers: number;
  /** Of those, from one address; of IPv6 from one network of 64 bits. This machine's own programs are not counted. */
  readonly strangersPerAddress: number;
  /** Open at once for all generations of a virtual key, on one gateway. */
  readonly connectionsPerKey: number;
  /** Milliseconds from the handshake to a good login. */
  readonly loginMs: number;
  /** Milliseconds to connect to the exchange and to log in there. */
  readonly upstreamMs: number;
  /** Bytes of a client's message, and of one of the exchange's. */
  readonly frameBytes: number;
  readonly exchangeFrameBytes: number;
  /** Parts that a message may come in. */
  readonly fragments: number;
  /** Messages and pings of a client in a second, and at once. */
  readonly framesPerSecond: number;
  readonly framesAtOnce: number;
  /** Channels that are subscribed to on one stream. */
  readonly subscriptions: number;
  /** Requests of one stream that wait for their answer. */
  readonly underWay: number;
  /** Bytes that may wait for a slow reader, on either side. */
  readonly buffered: number;
  /** How often both sides are asked whether they are there, and how long their silence is borne; milliseconds. */
  readonly heartbeatMs: number;
  readonly silenceMs: number;
}

export const DEFAULT_STREAM_LIMITS: StreamLimits = {
  connections: 500,
  strangers: 100,
  strangersPerAddress: 20,
  connectionsPerKey: 10,
  loginMs: 10_000,
  upstreamMs: 10_000,
  frameBytes: 64 * 1024,
  exchangeFrameBytes: 4 * 1024 * 1024,
  fragments: 64,
  framesPerSecond: 50,
  framesAtOnce: 100,
  subscriptions: 64,
  underWay: 32,
  buffered: 4 * 1024 * 1024,
  heartbeatMs: 15_000,
  silenceMs: 50_000,
};
