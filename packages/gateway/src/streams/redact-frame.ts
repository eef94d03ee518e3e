/**
 * A frame of the exchange with one text in the place of another: the virtual key's id for the real one's. JSON may write
 * slashes as `\/`.
 *
 * @example
 * redactFrame('{"note":"real"}', 'real', 'virtual'); // {"note":"virtual"}
 */
export function redactFrame(text: string, secret: string, instead: string): string {
  if (secret === '') return text;
  return [secret, secret.replaceAll('/', '\\/')].reduce(
    (before, one) => (before.includes(one) ? before.replaceAll(one, () => instead) : before),
    text,
  );
}
