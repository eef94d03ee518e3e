import { isHoldfastError } from '@holdfast/errors';
import { z } from 'zod';
import { dialects } from '../dialects/index.ts';
import { readCanonicalPolicy } from '../policy/canonical-policy.ts';
import { command } from './command.ts';
import type { Credentials } from './handover-row.ts';
import { rotateAfterDays } from './key-hygiene-commands.ts';
import { label } from './label.ts';
import { rotateVirtualKey } from './rotate-virtual-key.ts';
import { unwrapVirtualKey } from './unwrap-virtual-key.ts';
import { issueVirtualKey, revokeVirtualKey, setFrozen } from './virtual-keys.ts';
import type { Handover } from './wrap-virtual-key.ts';

/** A year. */
const MOST_OVERLAP_MS = 366 * 86_400_000;
const wrapMs = z.int().min(60_000).max(86_400_000).nullable().default(null);
/** Null: all. */
const generation = z.int().min(1).max(1_000_000).nullable().default(null);

/** `holdfast vkey issue`. */
export const vkeyIssue = command({
  name: 'vkey issue',
  vault: 'open',
  authentication: 'fresh',
  arguments: z.strictObject({
    name: label,
    key: label,
    /** Canonical bytes of a policy, as text. */
    policy: z.string().max(65_536),
    /** Milliseconds since 1970. */
    expiresAt: z.int().min(0).nullable(),
    /** How long a hand-over waits, in milliseconds; null: the secret is in the answer. */
    wrapMs,
    rotateAfterDays: rotateAfterDays.default(null),
  }),
  secrets: [],
  run: async (operation, { name, key, policy, expiresAt, wrapMs: waits, rotateAfterDays: days }) => {
    const issued = await issueVirtualKey(
      operation,
      {
        name,
        exchangeKey: key,
        policy: readCanonicalPolicy(Buffer.from(policy, 'utf8')),
        expiresAt,
        algorithm: null,
        wrapMs: waits,
        rotateAfterDays: days,
      },
      dialects,
    );
    return toldOnce({ exchange: issued.exchange, apiKey: issued.apiKey }, issued);
  },
});

/** What an operator is told of a key that was made: its secret, or the code that opens it. */
function toldOnce(
  result: Readonly<Record<string, unknown>>,
  { secret, passphrase, handover }: Credentials & { readonly handover: Handover | null },
) {
  if (handover === null) return { result, secrets: { secret, passphrase } };
  const { code, expiresAt } = handover;
  return { result: { ...result, codeExpires: expiresAt.toISOString() }, secrets: { code } };
}

/** `holdfast vkey rotate`. */
export const vkeyRotate = command({
  name: 'vkey rotate',
  vault: 'open',
  authentication: 'fresh',
  arguments: z.strictObject({
    name: label,
    overlapMs: z.int().min(0).max(MOST_OVERLAP_MS),
    /** Canonical bytes of a policy, as text; null: the one before. */
    policy: z.string().max(65_536).nullable(),
    /** Milliseconds since 1970; null: as the generation before. */
    expiresAt: z.int().min(0).nullable(),
    wrapMs,
    rotateAfterDays: rotateAfterDays.optional(),
  }),
  secrets: [],
  run: async (operation, { name, overlapMs, policy, expiresAt, wrapMs: waits, rotateAfterDays: days }) => {
    const {
      secret,
      passphrase,
      handover,
      verifier: _,
      algorithm: __,
      ...told
    } = await rotateVirtualKey(
      operation,
      {
        name,
        overlapMs,
        policy: policy === null ? null : readCanonicalPolicy(Buffer.from(policy, 'utf8')),
        expiresAt,
        wrapMs: waits,
        ...(days === undefined ? {} : { rotateAfterDays: days }),
      },
      dialects,
    );
    const overlapUntil = told.overlapUntil?.toISOString() ?? null;
    return toldOnce({ ...told, overlapUntil }, { secret, passphrase, handover });
  },
});

/** `holdfast vkey unwrap`. No operator: the code, which one made, is the proof. It gives what that operator gave away. */
export const vkeyUnwrap = command({
  name: 'vkey unwrap',
  vault: 'open',
  authentication: 'none',
  arguments: z.strictObject({}),
  secrets: ['code'],
  run: async (operation, _given, secrets, { gateway }) => {
    const code = secrets.get('code') ?? Buffer.alloc(0);
    try {
      const { secret, passphrase, ...result } = await unwrapVirtualKey(operation, code);
      return { result: { ...result }, secrets: { secret, passphrase } };
    } catch (error) {
      if (isHoldfastError(error) && error.code === 'HANDOVER_USED') gateway?.metrics.handoverReplayed();
      throw error;
    }
  },
});

/** `holdfast vkey revoke`. */
export const vkeyRevoke = command({
  name: 'vkey revoke',
  vault: 'any',
  authentication: 'none',
  arguments: z.strictObject({ name: label, generation }),
  secrets: [],
  run: async (operation, { name, generation: which }) => {
    await revokeVirtualKey(operation, name, which);
    return { result: {} };
  },
});

const scope = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('everything') }),
  z.strictObject({ kind: z.literal('exchange-key'), name: label }),
  z.strictObject({ kind: z.literal('virtual-key'), name: label, generation }),
]);

/** `holdfast vkey freeze`, `holdfast panic`. */
export const freeze = command({
  name: 'freeze',
  vault: 'any',
  authentication: 'none',
  arguments: z.strictObject({ scope }),
  secrets: [],
  run: async (operation, given) => {
    await setFrozen(operation, true, given.scope);
    return { result: {} };
  },
});

/** `holdfast vkey thaw`, `holdfast panic --thaw`. */
export const thaw = command({
  name: 'thaw',
  vault: 'open',
  authentication: 'fresh',
  arguments: z.strictObject({ scope }),
  secrets: [],
  run: async (operation, given) => {
    await setFrozen(operation, false, given.scope);
    return { result: {} };
  },
});
