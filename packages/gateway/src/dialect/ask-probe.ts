import type { JsonValue } from '../http/strict-json.ts';
import type { KeyPermissions, PermissionProbe, UnsignedRequest } from './dialect.ts';
import { NOTHING_TOLD } from './nothing-told.ts';

/**
 * Asks what a key may do: one question, or two where the second needs the first one's answer.
 *
 * @param keyId the id of the key that asks
 * @param ask signs and sends a request
 */
export async function askProbe(
  { request, next, read }: PermissionProbe,
  keyId: string,
  ask: (request: UnsignedRequest) => Promise<{ readonly status: number; readonly body: JsonValue }>,
): Promise<KeyPermissions> {
  const first = await ask(request());
  if (next === undefined) return read(first.status, first.body);
  const meant = next(first.status, first.body, keyId);
  if (meant === null) return NOTHING_TOLD;
  const { status, body } = await ask(meant);
  return read(status, body);
}
