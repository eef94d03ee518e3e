import { Buffer } from 'node:buffer';

/**
 * The answer with the real key's id replaced by the virtual one. Kraken's ids are base64, and JSON may write their
 * slashes as `\/`.
 */
export function replaceKeyId(body: Buffer, realKeyId: string, virtualKeyId: string): Buffer {
  const text = body.toString('latin1');
  const replaced = [realKeyId, realKeyId.replaceAll('/', '\\/')].reduce(
    (before, id) => before.replaceAll(id, () => virtualKeyId),
    text,
  );
  return replaced === text ? body : Buffer.from(replaced, 'latin1');
}
