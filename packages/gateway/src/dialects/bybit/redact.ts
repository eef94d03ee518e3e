import { Buffer } from 'node:buffer';

/** The answer with the real key's id, letters and digits as it is, replaced by the virtual one. */
export function redactBybit(body: Buffer, realKeyId: string, virtualKeyId: string): Buffer {
  if (!body.includes(realKeyId, 0, 'latin1')) return body;
  return Buffer.from(body.toString('latin1').replaceAll(realKeyId, virtualKeyId), 'latin1');
}
