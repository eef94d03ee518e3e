import { replaceKeyId } from '../../dialect/replace-key-id.ts';

/**
 * Gemini names the key that lacks a role, in its documentation's example without `account-` in front: both are replaced.
 *
 * @see https://docs.gemini.com/roles
 */
export function redactGemini(body: Buffer, realKeyId: string, virtualKeyId: string): Buffer {
  const bare = (id: string) => id.replace(/^[a-z]+-/, '');
  return replaceKeyId(replaceKeyId(body, realKeyId, virtualKeyId), bare(realKeyId), bare(virtualKeyId));
}
