/** The APIs of the exchange; what stands behind one of these is the method. */
const PREFIX = /^\/(?:exchange\/v1|v2|v1)\//;

/**
 * The method that a path names; null for a path of no API.
 *
 * @example
 * methodOf('/exchange/v1/private/create-order'); // 'private/create-order'
 */
export function methodOf(path: string): string | null {
  return PREFIX.test(path) ? path.replace(PREFIX, '') : null;
}
