import type { Dialect } from '@holdfast/gateway';

type Endpoint = Dialect['endpoints'][number];

const CLASSES: readonly Endpoint['class'][] = [
  'public',
  'read',
  'trade',
  'transfer',
  'withdraw',
  'admin',
  'credential',
];

const PARTS = ['method', 'host', 'path', 'query', 'body'] as const;

/** What the tests hold the dialects against. */
export interface Tried {
  /** Operations of ccxt, by exchange. */
  readonly operations: ReadonlyMap<Dialect['exchange'], number>;
  /** Changed requests, for each exchange. */
  readonly fuzzed: number;
}

/**
 * The page that compares the dialects, made from their tables.
 *
 * @example
 * exchangesDocument([...dialects.values()], { operations: new Map([['okx', 40]]), fuzzed: 10_000 });
 */
export function exchangesDocument(dialects: readonly Dialect[], tried: Tried): string {
  const sorted = dialects.toSorted((a, b) => a.exchange.localeCompare(b.exchange, 'en'));
  return `# Exchanges that the gateway speaks

Written by \`scripts/generate.ts\` from the dialects in \`packages/gateway/src/dialects\`; don't edit it.

## Signatures
A part of the request that the signature doesn't cover could be changed on the way. Where there is one, clients that are
not on the gateway's own machine must use TLS. Windows are the time for which a signed request is accepted: when the client
names none, and at most.

${table(
  ['exchange', 'a client signs with', 'covered', 'not covered', 'window', 'nonces'],
  sorted.map((dialect) => [
    `[${dialect.name}](${dialect.exchange}.md)`,
    dialect.algorithms.join(', '),
    PARTS.filter((part) => !dialect.uncovered.includes(part)).join(', '),
    dialect.uncovered.length === 0 ? 'nothing' : `**${dialect.uncovered.join(', ')}**`,
    `${dialect.window.default / 1000} s, ${dialect.window.longest / 1000} s`,
    dialect.strictNonce ? 'strictly increasing' : 'none',
  ]),
)}

## Endpoints by class
Only \`read\` and spot \`trade\` can be allowed by a policy, and \`public\` needs none. The other classes are in the tables so that
they are refused by name; an endpoint that is in no table is refused too.

${table(
  ['exchange', 'all', ...CLASSES, 'of `trade`: spot'],
  sorted.map(({ name, endpoints }) => {
    const count = (found: (endpoint: Endpoint) => boolean) => String(endpoints.filter(found).length);
    return [
      name,
      String(endpoints.length),
      ...CLASSES.map((one) => count((endpoint) => endpoint.class === one)),
      count(({ class: what, product = 'spot' }) => what === 'trade' && product === 'spot'),
    ];
  }),
)}

## What was tried
Each operation is one that an unmodified ccxt client signs: it must verify, be judged as expected, leave as ccxt would have sent it with the
real key, and fail when any byte of it is changed. Changed requests are those operations with up to three random changes: each must be refused,
or leave exactly as it was judged.

${table(
  ['exchange', 'operations of ccxt', 'changed requests'],
  sorted.map(({ exchange, name }) => [
    name,
    String(tried.operations.get(exchange) ?? 0),
    tried.fuzzed.toLocaleString('en'),
  ]),
)}

## Hosts
${table(
  ['exchange', 'hosts that a request may name'],
  sorted.map(({ name, hosts }) => [name, hosts.map((host) => `\`${host}\``).join(', ')]),
)}

## Private streams
What passes there: [streams.md](../streams.md). Every other WebSocket is refused.

${table(
  ['exchange', 'addresses behind `wss://`', 'connections that the exchange takes'],
  sorted.flatMap(({ name, streams }) =>
    streams === undefined
      ? []
      : [
          [
            name,
            streams.places.map(({ host, path }) => `\`${host}${path}\``).join(', '),
            `${streams.connects.limit} in ${streams.connects.windowMs / 1000} s, by ${streams.connects.scope}`,
          ],
        ],
  ),
)}

## How \`holdfast key add\` asks what a key may do
${table(
  ['exchange', 'what is asked'],
  sorted.map(({ name, permissions }) => [name, permissions.explanation]),
)}

## Endpoints of each exchange
Each order, change and cancellation in a request to an endpoint of spot trading is read exactly, and judged; a parameter that isn't known
there is refused. Endpoints that mint, return or change a token, a session or a key, and those that withdraw, are denied whatever a policy says. One
is answered without being sent on: Kraken's \`GetWebSocketsToken\`, with a token of [the gateway's own](../streams.md#a-login).

${sorted.map(endpointsOf).join('\n\n')}
`;
}

function endpointsOf({ name, endpoints }: Dialect): string {
  const listed = (wanted: (endpoint: Endpoint) => boolean) =>
    // Once, although it is served on several hosts.
    new Set(endpoints.filter(wanted).map(({ method, path }) => `\`${method} ${path}\``));
  const line = (title: string, found: ReadonlySet<string>) =>
    `- **${title}**: ${found.size === 0 ? 'none' : [...found].join(', ')}`;
  return [
    `### ${name}`,
    line(
      'Spot trading, parsed and judged',
      listed(({ class: what, product = 'spot' }) => what === 'trade' && product === 'spot'),
    ),
    line(
      'Credentials, denied',
      listed(({ class: what }) => what === 'credential'),
    ),
    line(
      'Withdrawals, denied',
      listed(({ class: what }) => what === 'withdraw'),
    ),
  ].join('\n');
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) =>
    `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}
