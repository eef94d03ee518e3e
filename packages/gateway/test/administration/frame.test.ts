import { duplexPair } from 'node:stream';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { encodeFrame, FRAME_LIMITS, type Frame, readFrame } from '../../src/administration/frame.ts';
import { socketPair } from './socket-pair.ts';

/** What a reader makes of these pieces, and of the end after them. */
async function reading(pieces: readonly Uint8Array[], end = true): Promise<Frame> {
  const [ours, theirs] = duplexPair();
  const read = readFrame(theirs);
  for (const piece of pieces) ours.write(Buffer.from(piece));
  if (end) ours.end();
  return read;
}

function raw(header: string, ...parts: Buffer[]): Buffer {
  const text = Buffer.from(header, 'utf8');
  const length = Buffer.alloc(4);
  length.writeUInt32BE(text.length);
  return Buffer.concat([length, text, ...parts]);
}

const refused = { code: 'ADMIN_FRAME_INVALID' };
const name = fc.stringMatching(/^[a-z][a-z-]{0,31}$/);
const frames = fc.record({
  header: fc.record({ v: fc.constant(1), text: fc.string({ unit: 'grapheme' }) }),
  parts: fc.uniqueArray(fc.tuple(name, fc.uint8Array({ maxLength: 300 })), {
    maxLength: 8,
    selector: ([key]) => key,
  }),
});

describe('a frame', () => {
  it('is read as it was written, however it is cut into pieces', async () => {
    await fc.assert(
      fc.asyncProperty(frames, fc.array(fc.nat(2000), { maxLength: 6 }), async ({ header, parts }, cuts) => {
        const given = parts.map(([key, bytes]) => [key, Buffer.from(bytes)] as const);
        const bytes = encodeFrame({ header, parts: new Map(given) });
        const places = [0, ...cuts.map((cut) => cut % (bytes.length + 1)), bytes.length].sort(
          (a, b) => a - b,
        );
        const pieces = places.slice(1).map((place, i) => bytes.subarray(places[i], place));
        const frame = await reading(pieces);
        expect(frame.header).toEqual(header);
        expect([...frame.parts]).toEqual(given);
      }),
      { numRuns: 100 },
    );
  });

  it('that was cut off is never whole', async () => {
    const bytes = encodeFrame({ header: { v: 1 }, parts: new Map([['secret', Buffer.from('abc')]]) });
    for (let length = 0; length < bytes.length; length++) {
      await expect(reading([bytes.subarray(0, length)])).rejects.toMatchObject({
        code: 'ADMIN_CONNECTION_LOST',
      });
    }
  });

  it('with anything behind it is refused', async () => {
    const bytes = encodeFrame({ header: { v: 1 }, parts: new Map() });
    await expect(reading([Buffer.concat([bytes, Buffer.of(0)])])).rejects.toMatchObject(refused);
  });

  it.each([
    ['is no JSON', '{"v":1,"parts":[]'],
    ['is a list', '[]'],
    ['is null', 'null'],
    ['has blanks', '{"v": 1,"parts":[]}'],
    ['says a name twice', '{"v":1,"v":2,"parts":[]}'],
    ['writes a character in another way', '{"v":"\\u0061","parts":[]}'],
    ['writes a number in another way', '{"v":1.0,"parts":[]}'],
    ['has invalid UTF-8', '{"v":"\ud800","parts":[]}'],
    ['lists no parts', '{"v":1}'],
    ['lists a part without a name', '{"parts":[{"bytes":1}]}'],
    ['lists a part with a path for a name', '{"parts":[{"name":"../x","bytes":0}]}'],
    ['lists a part of negative length', '{"parts":[{"name":"x","bytes":-1}]}'],
    ['lists a part of broken length', '{"parts":[{"name":"x","bytes":1.5}]}'],
    ['lists more about a part', '{"parts":[{"name":"x","bytes":0,"more":1}]}'],
    ['lists a part twice', '{"parts":[{"name":"x","bytes":0},{"name":"x","bytes":0}]}'],
    ['lists too long a part', `{"parts":[{"name":"x","bytes":${FRAME_LIMITS.partBytes + 1}}]}`],
    [
      'lists too many parts',
      JSON.stringify({
        parts: Array.from({ length: 9 }, (_, i) => ({ name: `p${'x'.repeat(i)}`, bytes: 0 })),
      }),
    ],
  ])('whose header %s is refused', async (_, header) => {
    await expect(reading([raw(header, Buffer.alloc(100))])).rejects.toMatchObject(refused);
  });

  it.each([0, 1, FRAME_LIMITS.headerBytes + 1, 0xffff_ffff])(
    'with a header of %d bytes is refused before any of it is read',
    async (length) => {
      const bytes = Buffer.alloc(4);
      bytes.writeUInt32BE(length);
      await expect(reading([bytes], false)).rejects.toMatchObject(refused);
    },
  );

  it('leaves no secret in the pieces that it was read from', async () => {
    const [ours, theirs] = await socketPair();
    const seen: Buffer[] = [];
    theirs.on('data', (piece: Buffer) => seen.push(piece));
    const read = readFrame(theirs);
    const secret = Buffer.from('a secret that must not stay');
    ours.write(encodeFrame({ header: { v: 1 }, parts: new Map([['secret', secret]]) }));
    expect((await read).parts.get('secret')).toEqual(secret);
    expect(seen.length).toBeGreaterThan(0);
    expect(Buffer.concat(seen).every((byte) => byte === 0)).toBe(true);
    ours.destroy();
    theirs.destroy();
  });

  it('that would be too large is not written', () => {
    const much = Buffer.alloc(FRAME_LIMITS.partBytes + 1);
    expect(() => encodeFrame({ header: {}, parts: new Map([['x', much]]) })).toThrow('too many or too long');
    const long = 'x'.repeat(FRAME_LIMITS.headerBytes);
    expect(() => encodeFrame({ header: { long }, parts: new Map() })).toThrow('too long');
  });
});
