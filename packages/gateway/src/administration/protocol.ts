import { createHash } from 'node:crypto';
import { type ErrorCode, errorCatalogue, HoldfastError } from '@holdfast/errors';
import { encodeFields } from '@holdfast/vault';
import { z } from 'zod';
import type { Frame } from './frame.ts';
import { label } from './label.ts';

/*
 * A conversation has three frames: the service greets with a challenge, the client asks for one command, the service
 * answers. Then the connection ends.
 */

const VERSION = 1;
/** The secret that a process for one command is lent, and the one that proves who somebody is. */
export const KEK_PART = 'kek';
export const PROOF_PART = 'proof';

const greetingSchema = z.strictObject({
  v: z.literal(VERSION),
  /** 32 random bytes in hex; an operator's key signs them, so a proof is good for one connection. */
  challenge: z.string().regex(/^[0-9a-f]{64}$/),
  /** `open`: a gateway that serves. `sealed`: a gateway without its key. `none`: a process for this one command. */
  vault: z.enum(['open', 'sealed', 'none']),
  /** Whether there are operators, whose proof is then needed. Only a hint for what to ask for. */
  operators: z.boolean(),
});

/** What the service says first. */
export type Greeting = Omit<z.output<typeof greetingSchema>, 'v'>;

const callSchema = z.strictObject({
  command: z.string().min(1).max(64),
  arguments: z.looseObject({}),
  reason: z.string().min(1).max(1000).nullable(),
  /** The operating system's name of who runs the command; proves nothing. */
  account: z.string().regex(/^[!-~]{1,64}$/),
});

/** A command with what it is about. */
export type Call = z.output<typeof callSchema>;

const claimSchema = z.strictObject({
  /** Null: the only operator there is. */
  name: label.nullable(),
  proof: z.enum(['passphrase', 'signature']),
});

/** Who somebody says to be, and how that is proved: by the secret `proof` beside the header. */
export type Claim = z.output<typeof claimSchema>;

const requestSchema = z.strictObject({
  v: z.literal(VERSION),
  /** A call as JSON text: what an operator's key signs. */
  call: z.string().max(200_000),
  operator: claimSchema.nullable(),
});

/** What a client asks for. */
export interface Request {
  /** The call as it was written, which a signature covers. */
  readonly text: string;
  readonly call: Call;
  readonly operator: Claim | null;
  /** Secrets by name. */
  readonly parts: ReadonlyMap<string, Buffer>;
}

const answerSchema = z.union([
  z.strictObject({ v: z.literal(VERSION), result: z.looseObject({}) }),
  z.strictObject({
    v: z.literal(VERSION),
    error: z.strictObject({
      code: z.string().max(64),
      message: z.string().max(4000),
      facts: z.record(
        z.string(),
        z.union([z.string(), z.number(), z.boolean(), z.null(), z.array(z.union([z.string(), z.number()]))]),
      ),
    }),
  }),
]);

/** What a command gives: values, and secrets that are shown once. */
export interface Answer {
  readonly result: Readonly<Record<string, unknown>>;
  readonly secrets: ReadonlyMap<string, Buffer>;
}

const NONE: ReadonlyMap<string, Buffer> = new Map();

export function greetingFrame(greeting: Greeting): Frame {
  return { header: { v: VERSION, ...greeting }, parts: NONE };
}

/** @throws HoldfastError ADMIN_FRAME_INVALID */
export function parseGreeting({ header, parts }: Frame): Greeting {
  const { v: _, ...greeting } = parsed(greetingSchema, header);
  if (parts.size > 0) throw malformed();
  return greeting;
}

export function requestFrame(
  text: string,
  operator: Claim | null,
  parts: ReadonlyMap<string, Buffer>,
): Frame {
  return { header: { v: VERSION, call: text, operator }, parts };
}

/** @throws HoldfastError ADMIN_FRAME_INVALID */
export function parseRequest({ header, parts }: Frame): Request {
  const { call: text, operator } = parsed(requestSchema, header);
  let call: unknown;
  try {
    call = JSON.parse(text);
  } catch {
    throw malformed();
  }
  if (JSON.stringify(call) !== text) throw malformed();
  return { text, call: parsed(callSchema, call), operator, parts };
}

export function answerFrame({ result, secrets }: Answer): Frame {
  return { header: { v: VERSION, result }, parts: secrets };
}

export function errorFrame(error: HoldfastError): Frame {
  return { header: { v: VERSION, error: error.toJSON() }, parts: NONE };
}

/** @throws HoldfastError what the service answered, or ADMIN_FRAME_INVALID */
export function parseAnswer({ header, parts }: Frame): Answer {
  const answer = parsed(answerSchema, header);
  if ('result' in answer) return { result: answer.result, secrets: parts };
  const { code, message, facts } = answer.error;
  if (!Object.hasOwn(errorCatalogue, code)) throw malformed();
  throw new HoldfastError(code as ErrorCode, message, facts);
}

/**
 * What an operator's key signs: the challenge of this connection, and everything that is asked for, secrets by their
 * hash. So a proof is good for one command and can't be moved to another.
 */
export function signedBytes(
  challenge: string,
  name: string,
  text: string,
  parts: ReadonlyMap<string, Buffer>,
): Buffer {
  const secrets = [...parts]
    .filter(([part]) => part !== PROOF_PART)
    .map(([part, bytes]) => [`secret ${part}`, createHash('sha256').update(bytes).digest()] as const);
  return encodeFields('holdfast operator v1', [
    ['challenge', Buffer.from(challenge, 'hex')],
    ['operator', name],
    ['call', text],
    ...secrets,
  ]);
}

function parsed<T>(schema: z.ZodType<T>, value: unknown): T {
  const result = schema.safeParse(value);
  if (!result.success) throw malformed();
  return result.data;
}

function malformed(): HoldfastError {
  return new HoldfastError(
    'ADMIN_FRAME_INVALID',
    'A message of the administration is refused: it is not what this version speaks.',
  );
}
