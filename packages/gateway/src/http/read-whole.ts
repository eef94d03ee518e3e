import type { IncomingMessage } from 'node:http';

/**
 * Reads a message's body to its end. Listeners instead of `for await`, which makes an iterator, promises and a clean-up
 * for every message.
 *
 * @param most bytes; past them reading stops
 * @param tooLarge the error for a body that is larger
 * @throws what `tooLarge` gives; Error when the sender broke off before the end
 * @example
 * const body = await readWhole(request, 262_144, () => new RangeError('too large'));
 */
export function readWhole(message: IncomingMessage, most: number, tooLarge: () => Error): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let size = 0;
    message.on('data', (chunk: Buffer) => {
      size += chunk.length;
      if (size <= most) chunks.push(chunk);
      else {
        message.pause();
        reject(tooLarge());
      }
    });
    message.on('end', () => resolve(chunks.length === 1 ? chunks[0] : Buffer.concat(chunks)));
    message.on('error', reject);
    message.on('close', () => reject(new Error('the message broke off')));
  });
}
