const ADDRESS = /^[0-9A-Fa-f.:/]{2,45}$/;
/** What stands for every address, as a start or as a range of all. */
const EVERYWHERE = /^(?:0\.0\.0\.0|0{0,4}:)|\/0+$/;

/**
 * Whether a list of addresses, as an exchange tells it of a key, binds the key to them: all of it is understood, and nothing of
 * it means everywhere.
 *
 * @param list addresses and ranges, with commas between
 * @example
 * bindsToAddresses('203.0.113.9,203.0.113.10'); // true
 * bindsToAddresses('0.0.0.0'); // false
 */
export function bindsToAddresses(list: string): boolean {
  return list
    .split(',')
    .map((address) => address.trim())
    .every((address) => ADDRESS.test(address) && !EVERYWHERE.test(address));
}
