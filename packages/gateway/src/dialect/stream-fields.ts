import {
  isJsonArray,
  isJsonObject,
  JsonNumber,
  type JsonObject,
  type JsonValue,
  parseStrictJson,
} from '../http/strict-json.ts';
import { malformed, Refusal } from '../refusal.ts';
import type { FrameReference } from './stream-dialect.ts';

/** A frame as a JSON object, read as strictly as a body. @throws Refusal malformed */
export function frameObject(text: string): JsonObject {
  const value = parseStrictJson(Buffer.from(text, 'utf8'));
  if (!isJsonObject(value)) return malformed('frame', 'A frame must be a JSON object.');
  return value;
}

/** Refuses members that a frame or a part of it doesn't have. */
export function refuseOtherMembers(object: JsonObject, names: readonly string[]): void {
  const other = [...object.keys()].find((name) => !names.includes(name));
  if (other !== undefined)
    malformed('member of a frame', `A frame must not have "${other.slice(0, 80)}" here.`);
}

/** A member that must be a text of some form. */
export function textMember(object: JsonObject, name: string, pattern: RegExp): string {
  const value = object.get(name);
  if (typeof value !== 'string' || !pattern.test(value))
    return malformed('member of a frame', `"${name}" has a value that is not understood.`);
  return value;
}

/** A member that must be a list of some length. */
export function listMember(object: JsonObject, name: string, most: number): readonly JsonValue[] {
  const value = object.get(name);
  if (value === undefined || !isJsonArray(value) || value.length === 0 || value.length > most)
    return malformed('member of a frame', `"${name}" must be a list of 1 to ${most} entries.`);
  return value;
}

/** An entry that must be an object. */
export function objectIn(value: JsonValue | undefined): JsonObject {
  if (value === undefined || !isJsonObject(value))
    return malformed('entry of a frame', 'An entry of the list must be an object.');
  return value;
}

/** A frame whose operation is in no table. */
export function unknownOperation(op: string): never {
  const shown = op.slice(0, 80);
  throw new Refusal(
    'forbidden',
    'unknown operation',
    `The operation "${shown}" is in no table of the gateway.`,
  );
}

/** A channel that is in no table. */
export function unknownChannel(channel: string): never {
  const shown = channel.slice(0, 80);
  throw new Refusal('forbidden', 'unknown channel', `The channel "${shown}" is in no table of the gateway.`);
}

/**
 * As much of a frame as the answer to it must name: its operation, and its id where that is a short word or number.
 *
 * @param opName the member that has the operation @param idNames members that may have the id
 */
export function frameReference(text: string, opName: string, idNames: readonly string[]): FrameReference {
  try {
    const frame = frameObject(text);
    const op = frame.get(opName);
    const id = idNames.map((name) => frame.get(name)).find((value) => value !== undefined);
    return { op: typeof op === 'string' && /^[A-Za-z0-9._-]{1,64}$/.test(op) ? op : null, id: idText(id) };
  } catch {
    return { op: null, id: null };
  }
}

/** A client's id of a frame as JSON text; null for anything but a short word or a whole number. */
export function idText(value: JsonValue | undefined): string | null {
  if (value instanceof JsonNumber) return /^-?[0-9]{1,15}$/.test(value.source) ? value.source : null;
  return typeof value === 'string' && /^[A-Za-z0-9_:.-]{1,64}$/.test(value) ? JSON.stringify(value) : null;
}
