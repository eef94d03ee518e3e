import { createHash, createSecretKey } from 'node:crypto';
import type { KekProvider } from '../src/kek-provider.ts';

/** A provider whose material depends on `secret` only; stands in for the environment's. */
export function fixedProvider(secret: string): KekProvider {
  const material = () => createSecretKey(createHash('sha256').update(secret).digest());
  return {
    kind: 'environment',
    create: async () => ({ parameters: { kind: 'environment', variable: 'FIXED' }, material: material() }),
    open: async () => material(),
  };
}
