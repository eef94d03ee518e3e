import { expect, it } from 'vitest';
import { EXCHANGE_IDS } from '../../src/dialect/exchange-id.ts';
import { parsedOf } from '../../src/dialect/own-request.ts';
import { dialects } from '../../src/dialects/index.ts';
import { Refusal } from '../../src/refusal.ts';
import { attacks } from '../attacks/exchanges/index.ts';
import { venues } from '../process/exchanges/index.ts';

it('each exchange has a dialect, a server that stands for it in tests, and attacks', () => {
  const ids = EXCHANGE_IDS.toSorted();
  expect([...dialects.keys()].toSorted()).toEqual(ids);
  expect(venues.map(({ exchange }) => exchange).toSorted()).toEqual(ids);
  expect(Object.keys(attacks).toSorted()).toEqual(ids);
});

it.each([...dialects.values()])(
  '$name lists the parameters of each endpoint that trades spot',
  ({ endpoints }) => {
    for (const endpoint of endpoints)
      if (endpoint.class === 'trade' && (endpoint.product ?? 'spot') === 'spot')
        expect(endpoint.parameters, endpoint.path).toBeDefined();
  },
);

it.each([...dialects.values()])('$name has a page of documentation for each endpoint', ({ endpoints }) => {
  for (const { docs, path } of endpoints) expect(docs, path).toMatch(/^https:\/\//);
});

it.each([...dialects.values()])(
  '$name knows each path with its slash at the end, or without it',
  (dialect) => {
    const paths = new Set(dialect.endpoints.map(({ method, path }) => `${method} ${path}`));
    for (const { method, path, hosts = dialect.hosts } of dialect.endpoints) {
      const other = path.endsWith('/') ? path.slice(0, -1) : `${path}/`;
      if (paths.has(`${method} ${other}`)) continue;
      const own = { method, host: hosts[0], path: other.replaceAll(/\{\w+\}/g, 'abcd'), query: [] };
      const found = () => dialect.classify(parsedOf({ ...own, body: { kind: 'none' } })).endpoint.path;
      expect(found, `${method} ${other}`).toThrow(Refusal);
    }
  },
);
