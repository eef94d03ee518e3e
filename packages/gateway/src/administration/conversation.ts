import type { Duplex } from 'node:stream';
import { failed, sqlState } from '@holdfast/database';
import { HoldfastError, isHoldfastError } from '@holdfast/errors';
import type { Administration } from './administration.ts';
import { encodeFrame, type Frame, readFrame } from './frame.ts';
import {
  type Answer,
  answerFrame,
  type Call,
  type Claim,
  errorFrame,
  type Greeting,
  greetingFrame,
  PROOF_PART,
  parseAnswer,
  parseGreeting,
  parseRequest,
  requestFrame,
  signedBytes,
} from './protocol.ts';

/**
 * Serves one connection: greets, reads one request, runs it, answers, and ends.
 *
 * @param timeoutMs for the request to arrive, and again for the answer to be taken; null: as long as it takes
 * @param report says what went wrong inside, without anything secret
 */
export async function serveConversation(
  stream: Duplex,
  administration: Administration,
  timeoutMs: number | null,
  report: (message: string) => void,
): Promise<void> {
  // An error ends the conversation; whoever waits for the stream sees its end.
  stream.on('error', () => undefined);
  let timer: NodeJS.Timeout | undefined;
  const limit = () => {
    clearTimeout(timer);
    if (timeoutMs !== null) timer = setTimeout(() => stream.destroy(), timeoutMs);
  };
  try {
    limit();
    let answer: Frame;
    try {
      const greeting = await administration.greet();
      await send(stream, greetingFrame(greeting));
      const request = await readFrame(stream);
      clearTimeout(timer);
      try {
        answer = answerFrame(await administration.execute(parseRequest(request), greeting.challenge));
      } finally {
        // Also what can't be understood may hold a passphrase.
        wipe(request);
      }
    } catch (error) {
      if (stream.destroyed) return;
      answer = errorFrame(told(error, report));
    }
    limit();
    try {
      await send(stream, answer);
    } finally {
      wipe(answer);
    }
    await new Promise<void>((resolve) => {
      stream.once('close', resolve).end();
      if (stream.destroyed) resolve();
    });
  } catch {
    stream.destroy();
  } finally {
    clearTimeout(timer);
  }
}

/** What a client asks for, once it was greeted. */
export interface Composed {
  readonly call: Call;
  /** Secrets of the command; zeroed here. */
  readonly parts: ReadonlyMap<string, Buffer>;
  readonly operator:
    | { readonly name: string | null; readonly passphrase: Buffer }
    | { readonly name: string | null; sign(bytes: Buffer): Buffer }
    | null;
}

/** Reads the greeting of a connection. */
export async function readGreeting(stream: Duplex): Promise<Greeting> {
  return parseGreeting(await readFrame(stream));
}

/**
 * Asks for one command on a connection that greeted.
 *
 * @throws HoldfastError what the service answers, ADMIN_CONNECTION_LOST, ADMIN_FRAME_INVALID
 */
export async function ask(stream: Duplex, greeting: Greeting, composed: Composed): Promise<Answer> {
  const { call, operator } = composed;
  const text = JSON.stringify(call);
  const parts = new Map(composed.parts);
  let claim: Claim | null = null;
  try {
    if (operator !== null && 'passphrase' in operator) {
      claim = { name: operator.name, proof: 'passphrase' };
      parts.set(PROOF_PART, operator.passphrase);
    } else if (operator !== null) {
      claim = { name: operator.name, proof: 'signature' };
      parts.set(PROOF_PART, operator.sign(signedBytes(greeting.challenge, operator.name ?? '', text, parts)));
    }
    await send(stream, requestFrame(text, claim, parts));
  } finally {
    for (const bytes of parts.values()) bytes.fill(0);
  }
  return parseAnswer(await readFrame(stream));
}

function wipe({ parts }: Frame): void {
  for (const bytes of parts.values()) bytes.fill(0);
}

/** Writes a frame and zeroes its bytes. */
function send(stream: Duplex, frame: Frame): Promise<void> {
  const bytes = encodeFrame(frame);
  return new Promise((resolve, reject) => {
    const lost = () => reject(new HoldfastError('ADMIN_CONNECTION_LOST', 'The connection is lost.'));
    stream.once('close', lost);
    stream.write(bytes, (error) => {
      stream.off('close', lost);
      bytes.fill(0);
      if (error) lost();
      else resolve();
    });
  });
}

/** What a client is told about an error: our own words, or nothing of the inside. */
function told(error: unknown, report: (message: string) => void): HoldfastError {
  if (isHoldfastError(error)) return error;
  const { name, code, syscall } = Object(error) as { name?: unknown; code?: unknown; syscall?: unknown };
  if (sqlState(error) !== null || syscall === 'connect') {
    try {
      failed(error);
    } catch (known) {
      if (isHoldfastError(known)) return known;
    }
  }
  report(`an administrative command failed: ${String(name)} ${String(code ?? '')}`.trim());
  return new HoldfastError(
    'ADMIN_FAILED',
    'The command failed for a reason that is not the command’s. The gateway’s log has its name; please report it.',
  );
}
