import { request as httpRequest } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { rootCertificates } from 'node:tls';
import type { PostCheckpoint } from '../audit/checkpoint-sink.ts';

const TIMEOUT_MS = 10_000;

/**
 * Sends a checkpoint or a reminder: https with Node's bundled certificates, or plain http to this machine; no redirects, no proxy. Its answer is
 * not read beyond its status.
 */
export const postText: PostCheckpoint = (url, body, contentType) =>
  new Promise((resolve, reject) => {
    const secure = new URL(url).protocol === 'https:';
    const options = {
      method: 'POST',
      headers: { 'content-type': contentType, 'content-length': Buffer.byteLength(body) },
      agent: false,
      timeout: TIMEOUT_MS,
    } as const;
    const sent = secure
      ? httpsRequest(url, {
          ...options,
          ca: [...rootCertificates],
          minVersion: 'TLSv1.2',
          rejectUnauthorized: true,
        })
      : httpRequest(url, options);
    // A place that answers drop by drop is cut too.
    const timer = setTimeout(() => sent.destroy(new Error('the address took too long')), TIMEOUT_MS);
    sent.once('response', (answer) => {
      answer.destroy();
      resolve({ status: answer.statusCode ?? 0 });
    });
    sent.once('error', reject);
    sent.once('close', () => clearTimeout(timer));
    sent.end(body);
  });
