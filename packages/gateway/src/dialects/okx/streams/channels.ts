import { objectIn, refuseOtherMembers, textMember, unknownChannel } from '../../../dialect/stream-fields.ts';
import { formatJson, type JsonObject, type JsonValue } from '../../../http/strict-json.ts';
import { BUSINESS_PATH, PRIVATE_PATH } from './places.ts';

const WORD = /^[A-Za-z0-9_.-]{1,64}$/;
/** How often balances and positions are told; nothing else is taken. */
const EXTRA = /^\{\s*"updateInterval"\s*:\s*"?[0-9]{1,5}"?\s*\}$/;
const INSTRUMENT = ['instType', 'instFamily', 'instId'];

/**
 * Private channels that only read, by path, with their parameters. Grid, copy and spread trading are left out: their REST
 * endpoints are refused too.
 *
 * Source: https://www.okx.com/docs-v5/en/, "Trading Account", "Order Book Trading" and "Funding Account", WebSocket
 */
const OKX_CHANNELS: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>> = {
  [PRIVATE_PATH]: {
    account: ['ccy', 'extraParams'],
    positions: [...INSTRUMENT, 'extraParams'],
    balance_and_position: [],
    'liquidation-warning': INSTRUMENT,
    'account-greeks': ['ccy'],
    orders: INSTRUMENT,
    fills: ['instId'],
  },
  [BUSINESS_PATH]: {
    'orders-algo': INSTRUMENT,
    'algo-advance': ['instType', 'instId', 'algoId'],
    'deposit-info': ['ccy'],
    'withdrawal-info': ['ccy'],
  },
};

/** A subscription as it goes to the exchange. @throws Refusal forbidden, malformed */
export function readOkxChannel(value: JsonValue, path: string): JsonObject {
  const arg = objectIn(value);
  const channel = textMember(arg, 'channel', WORD);
  const channels = OKX_CHANNELS[path] ?? {};
  const parameters = Object.hasOwn(channels, channel) ? channels[channel] : unknownChannel(channel);
  refuseOtherMembers(arg, ['channel', ...parameters]);
  for (const name of parameters) {
    if (arg.has(name)) textMember(arg, name, name === 'extraParams' ? EXTRA : WORD);
  }
  return arg;
}

/** One name for each subscription, in whatever order its parameters are. */
export function okxChannelName(arg: JsonObject): string {
  return formatJson(new Map([...arg].sort(([a], [b]) => (a < b ? -1 : 1))));
}
