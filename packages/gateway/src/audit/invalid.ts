import { HoldfastError } from '@holdfast/errors';

/** Refuses an audit entry; the value itself stays out of the message, because it is what could not be trusted. */
export function entryInvalid(field: string, what: string): never {
  throw new HoldfastError(
    'AUDIT_ENTRY_INVALID',
    `An audit entry can't be written or read: ${field}: ${what}.`,
    {
      field,
    },
  );
}
