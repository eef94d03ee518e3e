import { Buffer } from 'node:buffer';
import { expect, it } from 'vitest';
import { cryptocom } from '../../../src/dialects/cryptocom/index.ts';
import { Refusal } from '../../../src/refusal.ts';
import { sampleOf } from '../../dialect/conformance.ts';
import { altered } from '../../dialect/inbound.ts';
import { operations } from './operations.ts';
import { setup } from './setup.ts';

/*
 * The body counts as not covered, since two can share a signature. What one changed byte does all the same: the request is
 * refused, its signature no longer fits, or it says what it said before.
 */

const read = (body: string, sample: Awaited<ReturnType<typeof sampleOf>>) => {
  try {
    const parsed = cryptocom.parse(altered(sample, { body: Buffer.from(body, 'latin1') }));
    return cryptocom.verify(parsed, setup.virtual.virtual) ? parsed : null;
  } catch (error) {
    if (error instanceof Refusal) return null;
    throw error;
  }
};

it.each(operations.filter((operation) => operation.class !== 'public'))(
  '$name: no altered byte of the body means something else',
  async (operation) => {
    const sample = await sampleOf(setup, operation);
    const body = sample.body.toString('latin1');
    const meant = read(body, sample);
    expect(meant).not.toBeNull();
    for (let at = 0; at < body.length; at++) {
      const code = body.charCodeAt(at);
      const [before, after] = [body.slice(0, at), body.slice(at + 1)];
      for (const changed of [
        before + String.fromCharCode(code ^ 1) + after,
        before + String.fromCharCode(code ^ 0x20) + after,
        before + after,
        `${before} ${body.slice(at)}`,
        `${before}"${body.slice(at)}`,
      ]) {
        const parsed = read(changed, sample);
        if (parsed === null) continue;
        expect({ ...parsed, inbound: null }, changed).toEqual({ ...meant, inbound: null });
      }
    }
  },
);
