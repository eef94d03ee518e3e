import type { Dialect } from '@holdfast/gateway';

const CLASSES: readonly Dialect['endpoints'][number]['class'][] = [
  'public',
  'read',
  'trade',
  'transfer',
  'withdraw',
  'admin',
  'credential',
];

const PARTS = ['method', 'host', 'path', 'query', 'body'] as const;

/**
 * The page that compares the dialects, made from their tables.
 *
 * @example
 * exchangesDocument([...dialects.values()]);
 */
export function exchangesDocument(dialects: readonly Dialect[]): string {
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
    const count = (found: (endpoint: Dialect['endpoints'][number]) => boolean) =>
      String(endpoints.filter(found).length);
    return [
      name,
      String(endpoints.length),
      ...CLASSES.map((one) => count((endpoint) => endpoint.class === one)),
      count(({ class: what, product = 'spot' }) => what === 'trade' && product === 'spot'),
    ];
  }),
)}

## Hosts
${table(
  ['exchange', 'hosts that a request may name'],
  sorted.map(({ name, hosts }) => [name, hosts.map((host) => `\`${host}\``).join(', ')]),
)}

## How \`holdfast key add\` asks what a key may do
${table(
  ['exchange', 'what is asked'],
  sorted.map(({ name, permissions }) => [name, permissions.explanation]),
)}
`;
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) =>
    `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}
