/** Why a stream ends: a word for the audit log and the metrics, a close code (RFC 6455, 7.4), a sentence for the client. */
export interface Ending {
  readonly why: string;
  readonly code: number;
  readonly sentence: string;
}

const ending = (why: string, code: number, sentence: string): Ending => ({ why, code, sentence });

/** All ways in which a stream ends. Sentences have at most 123 bytes: a close frame holds no more. */
export const ENDINGS = {
  client: ending('client', 1000, 'The client closed the stream.'),
  broken: ending('broken', 1002, 'The stream broke the protocol or was cut off.'),
  binary: ending('binary frame', 1008, 'Holdfast: binary frames are not taken.'),
  stranger: ending('no login', 1008, 'Holdfast: a stream begins with a good login.'),
  tooMany: ending('too many streams', 1008, 'Holdfast: the key has too many open streams.'),
  lateLogin: ending('late login', 1008, 'Holdfast: nobody logged in in time.'),
  secondLogin: ending('second login', 1008, 'Holdfast: a stream has one login.'),
  flood: ending('flood', 1008, 'Holdfast: too many frames.'),
  keyChanged: ending('key changed', 1008, 'Holdfast: the key was changed, frozen or revoked.'),
  expired: ending('expired', 1008, 'Holdfast: the key or its policy ended.'),
  hours: ending('hours', 1008, 'Holdfast: the policy’s hours are over.'),
  slowClient: ending('slow client', 1013, 'Holdfast: the client reads too slowly.'),
  slowExchange: ending('slow exchange', 1013, 'Holdfast: the exchange reads too slowly.'),
  silentClient: ending('silent client', 1001, 'Holdfast: the client is silent.'),
  silentExchange: ending('silent exchange', 1012, 'Holdfast: the exchange is silent.'),
  exchange: ending('exchange', 1012, 'Holdfast: the exchange closed its stream.'),
  unavailable: ending('unavailable', 1013, 'Holdfast: the exchange’s stream can’t be opened.'),
  sealed: ending('sealed', 1013, 'Holdfast: the vault is sealed.'),
  blind: ending('keys unread', 1013, 'Holdfast: it can’t be found out whether the key is still good.'),
  stop: ending('stop', 1001, 'Holdfast: the gateway stops.'),
  failed: ending('failed', 1011, 'Holdfast: the gateway failed.'),
} as const satisfies Readonly<Record<string, Ending>>;
