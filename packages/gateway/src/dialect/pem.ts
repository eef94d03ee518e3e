import { Buffer } from 'node:buffer';
import { encodeBase64 } from './base64.ts';

const LINE = 64;

/**
 * PEM (RFC 7468) from bytes to bytes: Node's own would be a string.
 *
 * @param label what stands behind `BEGIN`: `PRIVATE KEY` for PKCS#8, `EC PRIVATE KEY` for SEC1
 */
export function encodePem(label: string, der: Uint8Array): Buffer {
  const base64 = encodeBase64(der);
  const parts: Buffer[] = [Buffer.from(`-----BEGIN ${label}-----\n`, 'latin1')];
  for (let at = 0; at < base64.length; at += LINE) {
    parts.push(base64.subarray(at, at + LINE), Buffer.from('\n', 'latin1'));
  }
  parts.push(Buffer.from(`-----END ${label}-----\n`, 'latin1'));
  const text = Buffer.concat(parts);
  base64.fill(0);
  return text;
}
