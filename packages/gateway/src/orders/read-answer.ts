import { type AnswerReading, allAlike, UNKNOWN } from '../dialect/answer-reading.ts';
import type { Classification, Description, Dialect } from '../dialect/dialect.ts';
import { type JsonValue, parseStrictJson } from '../http/strict-json.ts';
import type { UpstreamAnswer } from '../upstream/upstream-client.ts';

/** What an answer says of its request's orders; whatever it is, it never throws, and what isn't understood is unknown. */
export function readAnswer(
  { answers }: Pick<Dialect, 'answers'>,
  { status, body }: Pick<UpstreamAnswer, 'status' | 'body'>,
  classification: Classification,
  description: Description,
): AnswerReading {
  try {
    return answers.read(status, jsonOf(body), classification, description);
  } catch {
    return allAlike(description, UNKNOWN);
  }
}

function jsonOf(body: Buffer): JsonValue | null {
  try {
    return parseStrictJson(body);
  } catch {
    return null;
  }
}
