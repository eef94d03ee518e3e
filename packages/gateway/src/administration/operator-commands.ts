import { HoldfastError } from '@holdfast/errors';
import { z } from 'zod';
import { changeAndRecord } from './change.ts';
import { command, type Secrets } from './command.ts';
import { label } from './label.ts';
import { requireOperators } from './operator-mode.ts';
import { keyVerifier, type OperatorVerifier, passphraseVerifier, REIMPORT } from './operator-verifier.ts';
import { fullOperators, insertOperator, operatorContent, removeOperator } from './operators.ts';

/** Secrets that a new operator comes with: one of the two. */
export const NEW_OPERATOR_SECRETS = ['new-passphrase?', 'public-key?'] as const;

/** The verifier of a new operator. @throws HoldfastError OPERATOR_REQUIRED, PASSPHRASE_INVALID, OPERATOR_KEY_UNUSABLE */
export async function newVerifier(secrets: Secrets): Promise<OperatorVerifier> {
  const [passphrase, key] = [secrets.get('new-passphrase'), secrets.get('public-key')];
  if (passphrase !== undefined && key === undefined) return passphraseVerifier(passphrase);
  if (key !== undefined && passphrase === undefined) return keyVerifier(key);
  throw new HoldfastError('OPERATOR_REQUIRED', 'A new operator has either a passphrase or a key.');
}

/** `holdfast operator add`. */
export const operatorAdd = command({
  name: 'operator add',
  vault: 'open',
  authentication: 'fresh',
  arguments: z.strictObject({ name: label, only: z.literal(REIMPORT).nullable().default(null) }),
  secrets: NEW_OPERATOR_SECRETS,
  run: async (operation, { name, only }, secrets) => {
    const whole = await newVerifier(secrets);
    const verifier = only === null ? whole : { ...whole, only };
    await changeAndRecord(operation, async (change) => {
      // Alone, nobody could administer: not even add another.
      if (only !== null && (await fullOperators(change, operation.kek)).length === 0) throw narrowFirst(name);
      const row = await insertOperator(change, operation.kek, name, verifier);
      await requireOperators(change, operation.kek);
      return { result: undefined, content: operatorContent(operation, row) };
    });
    return { result: { name, ...(only === null ? {} : { only }) } };
  },
});

function narrowFirst(name: string): HoldfastError {
  return new HoldfastError(
    'OPERATOR_NARROW',
    `"${name}" can’t be the first operator and only import keys again. Add one who may everything first.`,
    { operator: name },
  );
}

/** `holdfast operator remove`. */
export const operatorRemove = command({
  name: 'operator remove',
  vault: 'open',
  authentication: 'fresh',
  arguments: z.strictObject({ name: label }),
  secrets: [],
  run: async (operation, { name }) => {
    await changeAndRecord(operation, async (change) => {
      const row = await removeOperator(change, operation.kek, name);
      return { result: undefined, content: operatorContent(operation, row) };
    });
    return { result: { name } };
  },
});

/** `holdfast operator list`. */
export const operatorList = command({
  name: 'operator list',
  vault: 'any',
  authentication: 'none',
  arguments: z.strictObject({}),
  secrets: [],
  run: async ({ db }) => {
    const rows = await db.kysely
      .selectFrom('operators')
      .select(['name', 'state', 'created_at'])
      .orderBy('name')
      .execute();
    const operators = rows.map(({ name, state, created_at }) => ({
      name,
      state,
      added: created_at.toISOString(),
    }));
    return { result: { operators } };
  },
});
