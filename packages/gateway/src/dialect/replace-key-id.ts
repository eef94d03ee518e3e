import { Buffer } from 'node:buffer';

/**
 * An answer with the real key's id replaced by the virtual one. JSON may write an id's slashes as `\/`.
 *
 * @example
 * replaceKeyId(Buffer.from('{"apiKey":"real"}'), 'real', 'virtual'); // {"apiKey":"virtual"}
 */
export function replaceKeyId(body: Buffer, realKeyId: string, virtualKeyId: string): Buffer {
  if (!body.includes(realKeyId, 0, 'latin1') && !realKeyId.includes('/')) return body;
  const text = body.toString('latin1');
  const replaced = [realKeyId, realKeyId.replaceAll('/', '\\/')].reduce(
    (before, id) => before.replaceAll(id, () => virtualKeyId),
    text,
  );
  return replaced === text ? body : Buffer.from(replaced, 'latin1');
}
