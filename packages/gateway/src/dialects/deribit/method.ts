export const API = '/api/v2/';

/**
 * The JSON-RPC method that a path names; null for a path outside of the API.
 *
 * @example
 * methodOf('/api/v2/private/buy'); // 'private/buy'
 */
export function methodOf(path: string): string | null {
  return path.startsWith(API) ? path.slice(API.length) : null;
}
