import { createHmac, type KeyObject } from 'node:crypto';

/** What a signature over a whole request is made of, each part as the exchange takes it. */
interface SignedParts {
  /** As the header has it. */
  readonly timestamp: string;
  readonly method: string;
  /** Path and, behind `?`, the query. */
  readonly target: string;
  readonly body: Uint8Array;
}

/** base64(HMAC-SHA256(secret, timestamp ‖ method ‖ path with query ‖ body)), which several exchanges ask for. */
export function signatureOfParts(key: KeyObject, { timestamp, method, target, body }: SignedParts): string {
  return createHmac('sha256', key)
    .update(timestamp + method + target, 'utf8')
    .update(body)
    .digest('base64');
}
