import { isJsonArray, isJsonObject, type JsonValue } from '../http/strict-json.ts';
import { Refusal } from '../refusal.ts';
import type { Classification, Endpoint, ParsedRequest } from './dialect.ts';

/** Finds the endpoint of a request; what is in no table is refused. */
export type EndpointFinder = (request: ParsedRequest) => Classification;

/**
 * Makes the finder of a dialect's table. Literal paths are looked up at once and come first; paths with `{name}` are few and
 * matched one by one, a name being letters, digits, `-`, `_`, `.`, and not only dots. It is a whole segment, or a part of one:
 * `{currency}_withdrawal`, `{base}:{quote}`. A whole segment `{name+}` may hold `:` and `,` as well.
 *
 * @throws Error when a path is there twice, or two paths with `{name}` could match the same request: a table that
 * contradicts itself is a bug
 */
export function endpointFinder(endpoints: readonly Endpoint[], hosts: readonly string[]): EndpointFinder {
  const literals = new Map<string, Endpoint>();
  const patterns: { endpoint: Endpoint; pattern: RegExp }[] = [];
  for (const endpoint of endpoints) {
    if (endpoint.path.includes('{')) {
      const twin = patterns.find((other) => overlap(endpoint, other.endpoint, hosts));
      if (twin) throw new Error(`the endpoint table has ${endpoint.path} and ${twin.endpoint.path}`);
      patterns.push({ endpoint, pattern: patternOf(endpoint.path) });
      continue;
    }
    for (const host of endpoint.hosts ?? hosts) {
      const key = `${endpoint.method} ${host}${endpoint.path}`;
      if (literals.has(key)) throw new Error(`the endpoint table has ${key} twice`);
      literals.set(key, endpoint);
    }
  }
  return ({ inbound }) => {
    const endpoint =
      literals.get(`${inbound.method} ${inbound.host}${inbound.path}`) ??
      patterns.find(
        ({ endpoint: candidate, pattern }) =>
          candidate.method === inbound.method &&
          (candidate.hosts ?? hosts).includes(inbound.host) &&
          pattern.test(inbound.path),
      )?.endpoint;
    if (endpoint === undefined) {
      const [method, path] = [inbound.method.slice(0, 20), inbound.path.slice(0, 200)];
      throw new Refusal(
        'forbidden',
        'unknown endpoint',
        `${method} ${inbound.host}${path} is in no table of the gateway, so it is refused.`,
        { method, host: inbound.host, path },
      );
    }
    return { endpoint, class: endpoint.class, product: endpoint.product ?? 'spot' };
  };
}

/** Names of all parameters: of the query, and of the body's pairs, object, or each object of its list. */
export function parameterNames({ query, body }: ParsedRequest): string[] {
  const inBody =
    body.kind === 'form'
      ? body.pairs.map(({ name }) => name)
      : body.kind === 'json'
        ? namesIn(body.value)
        : [];
  return [...query.map(({ name }) => name), ...inBody];
}

function namesIn(value: JsonValue): string[] {
  if (isJsonArray(value)) return value.flatMap(namesIn);
  return isJsonObject(value) ? [...value.keys()] : [];
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

const PLACEHOLDER = /\{\w+\}/;
const NAME = '(?!\\.+(?:[/:]|$))[A-Za-z0-9_.-]+';
const ANY_SEGMENT = /^\{\w+\+\}$/;
const ANY_NAME = '(?!\\.+(?:/|$))[A-Za-z0-9_.:,-]+';

/** Whether some request could be both. */
function overlap(a: Endpoint, b: Endpoint, hosts: readonly string[]): boolean {
  const [left, right] = [a.path.split('/'), b.path.split('/')];
  return (
    a.method === b.method &&
    left.length === right.length &&
    (a.hosts ?? hosts).some((host) => (b.hosts ?? hosts).includes(host)) &&
    left.every((segment, i) => segmentsOverlap(segment, right[i]))
  );
}

function segmentsOverlap(a: string, b: string): boolean {
  if (ANY_SEGMENT.test(a) || ANY_SEGMENT.test(b)) return true;
  const [left, right] = [a.split(':'), b.split(':')];
  return left.length === right.length && left.every((part, i) => mayBeSame(part, right[i]));
}

/** Whether one text could be both parts, by what stands before and behind their names. */
function mayBeSame(a: string, b: string): boolean {
  if (!PLACEHOLDER.test(a) && !PLACEHOLDER.test(b)) return a === b;
  if (!PLACEHOLDER.test(a)) return patternOf(b).test(a);
  if (!PLACEHOLDER.test(b)) return patternOf(a).test(b);
  const [[before, behind], [otherBefore, otherBehind]] = [a.split(PLACEHOLDER), b.split(PLACEHOLDER)];
  return (
    (before.startsWith(otherBefore) || otherBefore.startsWith(before)) &&
    (behind.endsWith(otherBehind) || otherBehind.endsWith(behind))
  );
}

function patternOf(path: string): RegExp {
  const source = path
    .split('/')
    .map((segment) =>
      ANY_SEGMENT.test(segment)
        ? ANY_NAME
        : segment
            .split(PLACEHOLDER)
            .map((text) => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'))
            .join(NAME),
    )
    .join('/');
  return new RegExp(`^${source}$`);
}
