import type { KeyObject } from 'node:crypto';
import { HoldfastError } from '@holdfast/errors';
import { KEY_BYTES, secretKey } from '../kek.ts';
import type { KekProvider } from '../kek-provider.ts';

/**
 * The key is in an environment variable, as 64 lower-case hex digits. The weakest provider: `/proc/PID/environ` goes
 * on showing it to the same user and to root, it is inherited by every child process, and it passes through a string.
 *
 * @param options.env the environment; the variable is deleted from it once read, so that it isn't inherited
 *
 * @example
 * environmentProvider({ variable: 'HOLDFAST_KEK', env: process.env });
 */
export function environmentProvider(options: {
  readonly variable: string;
  readonly env: Record<string, string | undefined>;
}): KekProvider {
  const { variable, env } = options;
  const read = (): KeyObject => {
    const value = env[variable];
    delete env[variable];
    if (value === undefined || !/^[0-9a-f]{64}$/.test(value)) {
      throw new HoldfastError(
        'KEK_VARIABLE_INVALID',
        `The environment variable ${variable} must hold 64 lower-case hex digits, for example from "openssl rand -hex 32".`,
        { variable, set: value !== undefined },
      );
    }
    const bytes = Buffer.alloc(KEY_BYTES);
    bytes.write(value, 'hex');
    return secretKey(bytes);
  };
  return {
    kind: 'environment',
    async create() {
      return { parameters: { kind: 'environment', variable }, material: read() };
    },
    async open() {
      return read();
    },
  };
}
