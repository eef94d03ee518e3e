import type { Duplex } from 'node:stream';
import { HoldfastError } from '@holdfast/errors';
import { z } from 'zod';

/** One message of the administration: a JSON header, and secrets as bytes beside it, never inside. */
export interface Frame {
  readonly header: Readonly<Record<string, unknown>>;
  /** Secrets by name. Whoever reads them zeroes them. */
  readonly parts: ReadonlyMap<string, Buffer>;
}

/** Bounds of a frame, in bytes and number. */
export const FRAME_LIMITS = { headerBytes: 256 * 1024, parts: 8, partBytes: 64 * 1024 } as const;

const LENGTH_BYTES = 4;

const partsSchema = z
  .array(
    z.strictObject({
      name: z.string().regex(/^[a-z][a-z-]{0,31}$/),
      bytes: z.int().min(0).max(FRAME_LIMITS.partBytes),
    }),
  )
  .max(FRAME_LIMITS.parts);

/**
 * The bytes of a frame: u32 length of the header (big-endian), the header as JSON with `parts: [{name, bytes}]` in it,
 * then the parts one after the other. The caller zeroes the result.
 *
 * @throws HoldfastError ADMIN_FRAME_INVALID when it is larger than a frame may be
 * @example
 * encodeFrame({ header: { v: 1 }, parts: new Map([['secret', Buffer.from('…')]]) });
 */
export function encodeFrame({ header, parts }: Frame): Buffer {
  const listed = [...parts].map(([name, { length }]) => ({ name, bytes: length }));
  if (!partsSchema.safeParse(listed).success) throw invalid('its secrets are too many or too long');
  const text = Buffer.from(JSON.stringify({ ...header, parts: listed }), 'utf8');
  if (text.length > FRAME_LIMITS.headerBytes) throw invalid('its header is too long');
  const length = listed.reduce((sum, { bytes }) => sum + bytes, LENGTH_BYTES + text.length);
  // Not from Node's pool, which others see.
  const frame = Buffer.alloc(length);
  frame.writeUInt32BE(text.length);
  text.copy(frame, LENGTH_BYTES);
  let at = LENGTH_BYTES + text.length;
  for (const bytes of parts.values()) {
    frame.set(bytes, at);
    at += bytes.length;
  }
  return frame;
}

/**
 * Reads exactly one frame. Nothing may follow it before it was answered; the stream's own pieces are zeroed.
 *
 * @throws HoldfastError ADMIN_FRAME_INVALID, ADMIN_CONNECTION_LOST when the stream ends or fails before
 */
export function readFrame(stream: Duplex): Promise<Frame> {
  const { promise, resolve, reject } = Promise.withResolvers<Frame>();
  const assembly = new Assembly();
  const settle = (outcome: Frame | Error): void => {
    stream.off('data', onData).off('end', onEnd).off('close', onEnd).off('error', onEnd);
    stream.pause();
    if (outcome instanceof Error) {
      assembly.wipe();
      reject(outcome);
    } else resolve(outcome);
  };
  const onEnd = (): void =>
    settle(
      new HoldfastError(
        'ADMIN_CONNECTION_LOST',
        'The administration’s connection ended before it answered. Whether the change was made is unknown: look, then try again.',
      ),
    );
  const onData = (piece: Buffer): void => {
    try {
      const frame = assembly.add(piece);
      if (frame !== null) settle(frame);
    } catch (error) {
      settle(error as Error);
    } finally {
      piece.fill(0);
    }
  };
  stream.on('data', onData).on('end', onEnd).on('close', onEnd).on('error', onEnd);
  if (stream.destroyed || stream.readableEnded) onEnd();
  else stream.resume();
  return promise;
}

/** Puts a frame together from pieces. Only what a length allowed is ever allocated. */
class Assembly {
  readonly #parts = new Map<string, Buffer>();
  readonly #waiting: Buffer[] = [];
  #header: Record<string, unknown> | null = null;
  #lengthKnown = false;
  #target: Buffer = Buffer.alloc(LENGTH_BYTES);
  #filled = 0;

  /** The frame, once it is whole. @throws HoldfastError ADMIN_FRAME_INVALID */
  add(piece: Buffer): Frame | null {
    let read = 0;
    for (;;) {
      const taken = Math.min(piece.length - read, this.#target.length - this.#filled);
      this.#target.set(piece.subarray(read, read + taken), this.#filled);
      read += taken;
      this.#filled += taken;
      if (this.#filled < this.#target.length) return null;
      const next = this.#next();
      if (next !== null) {
        this.#target = next;
        this.#filled = 0;
        continue;
      }
      if (read < piece.length) throw invalid('something follows it');
      return { header: this.#header ?? {}, parts: this.#parts };
    }
  }

  wipe(): void {
    this.#target.fill(0);
    for (const bytes of this.#parts.values()) bytes.fill(0);
  }

  /** What is to be filled next, once the current buffer is full; null at the end. */
  #next(): Buffer | null {
    if (!this.#lengthKnown) {
      this.#lengthKnown = true;
      const length = this.#target.readUInt32BE();
      if (length < 2 || length > FRAME_LIMITS.headerBytes) throw invalid('its header has a wrong length');
      return Buffer.alloc(length);
    }
    if (this.#header === null) {
      const { parts, ...header } = parseHeader(this.#target);
      this.#header = header;
      for (const { name, bytes } of parts) {
        if (this.#parts.has(name)) throw invalid('a secret is in it twice');
        const buffer = Buffer.alloc(bytes);
        this.#parts.set(name, buffer);
        this.#waiting.push(buffer);
      }
    }
    return this.#waiting.shift() ?? null;
  }
}

/** One spelling only, as JSON.stringify writes it: so no name is there twice, and nobody reads it in another way. */
function parseHeader(bytes: Buffer): { parts: z.output<typeof partsSchema> } & Record<string, unknown> {
  const text = bytes.toString('utf8');
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw invalid('its header is no JSON');
  }
  if (JSON.stringify(value) !== text || typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw invalid('its header is not in its one form');
  }
  const parts = partsSchema.safeParse('parts' in value ? value.parts : undefined);
  if (!parts.success) throw invalid('its secrets are not listed, or too many or too long');
  return { ...value, parts: parts.data };
}

function invalid(why: string): HoldfastError {
  return new HoldfastError('ADMIN_FRAME_INVALID', `A message of the administration is refused: ${why}.`);
}
