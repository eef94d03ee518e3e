import { compare, type Decimal, formatDecimal } from '@holdfast/decimal';
import { formatIpRange, type IpRange } from './ip-rules.ts';
import { ANY_PRICE_TYPES, type Policy, type RateRule, type TradeRules } from './policy.ts';
import { formatExpiry, formatHourWindow } from './policy-values.ts';

/** A part of what a policy means, in plain words. */
export interface ExplanationPart {
  readonly title: string;
  readonly points: readonly string[];
}

const NOTHING: Decimal = { units: 0n, scale: 0 };
/** More symbols than this are counted, not named. */
const MOST_NAMED = 12;

/**
 * What a key with this policy may do, in words for whoever has the money and no time to learn the rules: what it can do,
 * from where and when, what a thief could take, and what it never can.
 *
 * @example
 * explainPolicy(parsePolicy('allow: [read]', 'dashboard.yaml'))[0].points[0];
 * // 'see the balances, orders and trades of the whole account'
 */
export function explainPolicy(policy: Policy): ExplanationPart[] {
  const { trade } = policy;
  return [
    {
      title: 'A program with this key may',
      points: [...reading(policy), ...(trade === null ? [] : tradingPoints(trade))],
    },
    { title: 'But only', points: circumstances(policy) },
    { title: 'If the key is stolen', points: theft(policy) },
    {
      title: 'It can never',
      points: [
        'withdraw or transfer anything',
        'borrow, or trade on margin, futures or options',
        'make or see API keys',
        ...(trade === null ? ['place, change or cancel an order'] : []),
      ],
    },
  ];
}

function reading({ read }: Policy): string[] {
  return read ? ['see the balances, orders and trades of the whole account'] : [];
}

/** What a key with these rules may trade, in plain words, each to go on after "may". */
export function tradingPoints(rules: TradeRules): string[] {
  const { sides, maxOrderUsd, maxDailyUsd, orderTypes } = rules;
  const verbs = sides.size === 2 ? 'buy and sell' : sides.has('buy') ? 'buy, not sell,' : 'sell, not buy,';
  return [
    `${verbs} ${symbolsText(rules)}, paying with what is in the account`,
    `use these kinds of orders: ${[...orderTypes].join(', ')}`,
    `send orders of up to ${usd(maxOrderUsd)} each, and together up to ${usd(maxDailyUsd)} in any 24 hours, filled or not`,
    priceText(rules),
    ...(rules.maxOpenOrders === null
      ? []
      : [`have up to ${rules.maxOpenOrders} orders open in the account at a time, other programs’ included`]),
    ...(rules.maxShareOfVolumePct === null
      ? []
      : [
          `be up to ${formatDecimal(rules.maxShareOfVolumePct)} % of what the exchange trades of a symbol in 24 hours`,
        ]),
    cancelText(rules),
  ];
}

function symbolsText({ symbols }: TradeRules): string {
  const names = [...symbols];
  if (names.length <= MOST_NAMED) return listed(names);
  return `${listed(names.slice(0, MOST_NAMED))} and ${names.length - MOST_NAMED} others`;
}

function priceText({ orderTypes, priceBandPct }: TradeRules): string {
  const band = `${formatDecimal(priceBandPct)} %`;
  const text = `trade at prices up to ${band} worse than the market’s middle price of the last minutes`;
  return [...orderTypes].some((type) => ANY_PRICE_TYPES.has(type))
    ? `${text}; market orders leave the price to the exchange, and are only sent while its best offer lies within that ${band}`
    : text;
}

function cancelText({ cancelAll, ownOrdersOnly }: TradeRules): string {
  if (ownOrdersOnly) return 'change and cancel only orders that it placed itself';
  return cancelAll
    ? 'cancel every order of the account at once, yours and other programs’ too'
    : 'cancel orders of these symbols, also those that you or other programs placed';
}

function circumstances({ ips, hours, rate, expires }: Policy): string[] {
  return [
    addressText(ips),
    hours === null
      ? 'at any time of the day'
      : `at ${listed(hours.map(formatHourWindow))} UTC (cancelling: at any time)`,
    rateText(rate),
    expires === null ? 'as long as the key lives: no end is set here' : `until ${formatExpiry(expires)}`,
  ];
}

function addressText(ips: readonly IpRange[]): string {
  const open = ips.find(({ prefix }) => prefix === 0);
  if (open !== undefined) {
    return `from EVERY address (${formatIpRange(open)}): whoever gets the key can use it from anywhere`;
  }
  return ips.every(isLoopback)
    ? 'from the machine that the gateway runs on'
    : `from ${listed(ips.map(formatIpRange))}`;
}

function isLoopback({ version, bits, prefix }: IpRange): boolean {
  return version === 4 ? prefix >= 8 && bits >> 24n === 127n : prefix === 128 && bits === 1n;
}

function rateText({ perSecondMilli, burst }: RateRule): string {
  const perSecond = formatDecimal({ units: BigInt(perSecondMilli), scale: 3 });
  return `with ${perSecond} ${perSecond === '1' ? 'request' : 'requests'} a second, or ${burst} at once after a pause`;
}

function theft({ read, trade }: Policy): string[] {
  const seen = read ? ['the thief sees your balances and orders'] : [];
  const stopped = 'it ends when you run "holdfast vkey revoke"';
  if (trade === null) return [...seen, 'nothing can be bought, sold or taken with it', stopped];
  const { maxDailySlippageUsd, maxDailyUsd } = trade;
  const nothing = compare(maxDailySlippageUsd, NOTHING) === 0;
  return [
    ...seen,
    nothing
      ? 'bad prices take nothing from you: only orders at the market’s price or better are sent'
      : `bad prices can take up to ${usd(maxDailySlippageUsd)} from you in any 24 hours`,
    `the exchange’s fees on up to ${usd(maxDailyUsd)} of orders in 24 hours come on top`,
    `what was bought can fall: with up to ${usd(maxDailyUsd)} the thief can leave you with other coins than you wanted`,
    `only somebody who sends from the addresses above can do that, and ${stopped}`,
  ];
}

function usd(amount: Decimal): string {
  const [whole, fraction] = formatDecimal(amount).split('.');
  const grouped = whole.replace(/\B(?=(\d{3})+$)/g, ',');
  return `${grouped}${fraction === undefined ? '' : `.${fraction}`} USD`;
}

function listed(names: readonly string[]): string {
  return names.length < 2 ? names.join('') : `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`;
}
