import type { OutgoingMessage } from 'node:http';

/** Above this, copying a body costs more than a second piece. */
const MOST_BYTES = 16_384;

/**
 * Ends a message with a body. Node puts a body that is a string behind the headers, into one piece; a Buffer it writes as
 * a second one. Latin 1 keeps every byte.
 *
 * @example
 * endWith(response, Buffer.from('{}'));
 */
export function endWith(message: OutgoingMessage, body: Buffer): void {
  if (body.length > MOST_BYTES) message.end(body);
  else message.end(body.toString('latin1'), 'latin1');
}
