import { Refusal } from '../refusal.ts';
import type { Classification, Endpoint, ParsedRequest } from './dialect.ts';

/** Finds the endpoint of a request; what is in no table is refused. */
export type EndpointFinder = (request: ParsedRequest) => Classification;

/**
 * Makes the finder of a dialect's table. Literal paths are looked up at once; paths with `{name}` segments are few and
 * matched one by one, a segment being letters, digits, `-`, `_`, `.`.
 *
 * @throws Error when two entries could match the same request: a table that contradicts itself is a bug
 */
export function endpointFinder(endpoints: readonly Endpoint[], hosts: readonly string[]): EndpointFinder {
  const literal = new Map<string, Endpoint>();
  const patterns: { endpoint: Endpoint; pattern: RegExp }[] = [];
  for (const endpoint of endpoints) {
    for (const host of endpoint.hosts ?? hosts) {
      const key = `${endpoint.method} ${host}${endpoint.path}`;
      if (literal.has(key)) throw new Error(`the endpoint table has ${key} twice`);
      literal.set(key, endpoint);
    }
    if (endpoint.path.includes('{')) patterns.push({ endpoint, pattern: patternOf(endpoint.path) });
  }
  return ({ inbound }) => {
    const endpoint =
      literal.get(`${inbound.method} ${inbound.host}${inbound.path}`) ??
      patterns.find(
        ({ endpoint: candidate, pattern }) =>
          candidate.method === inbound.method &&
          (candidate.hosts ?? hosts).includes(inbound.host) &&
          pattern.test(inbound.path),
      )?.endpoint;
    if (endpoint === undefined || !(endpoint.hosts ?? hosts).includes(inbound.host)) {
      throw new Refusal(
        'forbidden',
        'unknown endpoint',
        `${inbound.method} ${inbound.host}${inbound.path} is in no table of the gateway, so it is refused.`,
        { method: inbound.method, host: inbound.host, path: inbound.path.slice(0, 200) },
      );
    }
    return { endpoint, class: endpoint.class, product: endpoint.product ?? 'spot' };
  };
}

/** Refuses parameters that a trade endpoint's table entry doesn't list. */
export function refuseUnknownParameters({ endpoint }: Classification, names: Iterable<string>): void {
  if (endpoint.parameters === undefined) return;
  for (const name of names) {
    if (endpoint.parameters.includes(name)) continue;
    throw new Refusal(
      'malformed',
      'unknown parameter',
      `${endpoint.path} does not take "${name.slice(0, 80)}" through the gateway.`,
      { parameter: name.slice(0, 80) },
    );
  }
}

function patternOf(path: string): RegExp {
  const source = path
    .split('/')
    .map((segment) =>
      /^\{\w+\}$/.test(segment) ? '[A-Za-z0-9_.-]+' : segment.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'),
    )
    .join('/');
  return new RegExp(`^${source}$`);
}
