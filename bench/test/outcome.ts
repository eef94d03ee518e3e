import { isHoldfastError } from '@holdfast/errors';

/** What a run returns, or the code of the error it raises on purpose. */
export function outcome<T extends object>(run: () => T): T | string {
  try {
    return run();
  } catch (error) {
    if (isHoldfastError(error)) return error.code;
    throw error;
  }
}
