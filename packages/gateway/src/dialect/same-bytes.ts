import type { Buffer } from 'node:buffer';
import { timingSafeEqual } from 'node:crypto';

/** Whether two byte strings are equal, in a time that tells nothing but their lengths. */
export function sameBytes(a: Buffer, b: Buffer): boolean {
  return a.length === b.length && timingSafeEqual(a, b);
}
