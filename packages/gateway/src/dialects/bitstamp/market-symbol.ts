/** The words that stand behind `/buy/` and `/sell/` in place of a market. */
const KINDS = ['market', 'instant'];

/**
 * Whether a text in a path is a spot market's symbol: letters and digits, lower case. With a dash in it it is a
 * derivative's: `btcusd-perp`.
 */
export function isSpotSymbol(text: string): boolean {
  return /^[a-z0-9]{4,24}$/.test(text) && !KINDS.includes(text);
}

/** Whether a text in a path is a derivative's symbol. */
export function isDerivativeSymbol(text: string): boolean {
  return /^[a-z0-9]{4,24}-[a-z0-9-]{1,24}$/.test(text);
}

/** What stands in the last segment of a path; null where the last is no symbol. */
export function lastSegment(path: string): string {
  return path.split('/').at(-2) ?? '';
}
