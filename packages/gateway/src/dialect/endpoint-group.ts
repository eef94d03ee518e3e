import type { Endpoint } from './dialect.ts';

/** What the endpoints of a group have in common. */
export type EndpointGroup = Omit<Endpoint, 'method' | 'path'>;

const METHODS = ['GET', 'POST', 'PUT', 'DELETE', 'PATCH'] as const;

/**
 * Endpoints that differ only in method and path, written one method a line: `GET time depth` under the prefix
 * `/api/v3/` is `GET /api/v3/time` and `GET /api/v3/depth`.
 *
 * @throws Error for a line that doesn't begin with a method
 */
export function endpointGroup(common: EndpointGroup, prefix: string, lines: string): Endpoint[] {
  return lines
    .trim()
    .split('\n')
    .flatMap((line) => {
      const [word, ...paths] = line.trim().split(/\s+/);
      const method = METHODS.find((one) => one === word);
      if (method === undefined || paths.length === 0) throw new Error(`no endpoints in the line "${line}"`);
      return paths.map((path) => ({ ...common, method, path: `${prefix}${path}` }));
    });
}
