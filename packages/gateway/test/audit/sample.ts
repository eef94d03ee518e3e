import { createPrivateKey, type KeyObject } from 'node:crypto';
import { AuditLog } from '../../src/audit/audit-log.ts';
import type { AuditContent } from '../../src/audit/content.ts';
import { encodeContent } from '../../src/audit/content-bytes.ts';
import { exportLog } from '../../src/audit/export.ts';
import { recordKind } from '../../src/audit/record.ts';
import { type NoteSigner, noteVerifier } from '../../src/audit/signed-note.ts';
import { safeText } from '../../src/audit/text.ts';
import { MemoryAuditStore } from './memory-audit-store.ts';

/** An Ed25519 private key from its 32-byte seed, for keys that never change between runs. */
export function keyFromSeed(seed: Buffer): KeyObject {
  const der = Buffer.concat([Buffer.from('302e020100300506032b657004220420', 'hex'), seed]);
  return createPrivateKey({ key: der, format: 'der', type: 'pkcs8' });
}

export const signer: NoteSigner = { name: 'holdfast.example/audit', key: keyFromSeed(Buffer.alloc(32, 7)) };
export const verifier = noteVerifier(signer.name, signer.key);

/** The i-th of a run of contents. */
export function sampleContent(i: number): AuditContent {
  if (i % 3 === 1) return { kind: 'outcome', status: 200, latencyMs: 12, detail: null };
  if (i % 3 === 2) {
    return {
      kind: 'administration',
      operator: safeText('anna', 64),
      action: 'vkey.issue',
      subject: safeText('bot', 64),
      reason: safeText('new bot', 64),
      detail: null,
    };
  }
  return {
    kind: 'request',
    exchange: 'binance',
    revision: 3,
    address: '192.0.2.7',
    method: 'POST',
    host: safeText('api.binance.com', 128),
    path: safeText('/api/v3/order', 256),
    class: 'trade',
    product: 'spot',
    orders: [
      {
        action: 'create',
        symbol: safeText('BTCUSDT', 64),
        side: 'buy',
        type: 'limit',
        quantity: { units: 1n, scale: 2 },
        quoteQuantity: null,
        price: { units: 65_000n, scale: 0 },
        trigger: null,
        timeInForce: safeText('GTC', 64),
        product: 'spot',
        clientOrderId: safeText(`order ${i}`, 128),
        amends: null,
      },
    ],
    cancels: [],
    refused: null,
    notionalUsd: { units: 650n, scale: 0 },
    slippageUsd: { units: 5n, scale: 1 },
  };
}

/** The bytes that the database would store for a content. */
export function recordBytes(id: number, content: AuditContent): Buffer {
  const kind = recordKind(content);
  const verdict = {
    request: '{"key": "vk1", "rule": null, "accepted": true}',
    outcome: `{"of": ${id - 1}, "outcome": "accepted"}`,
    administration: 'null',
    summary: 'null',
  }[kind];
  const time = `${new Date(1_767_225_600_000 + id * 37).toISOString().slice(0, -1)}000Z`;
  return Buffer.from(
    `{"id":${id},"kind":"${kind}","time":"${time}","replica":"one","verdict":${verdict},"content":${encodeContent(content)}}`,
  );
}

/** The i-th of a run of different stored entries. */
export function sampleRecord(i: number): Buffer {
  return recordBytes(i + 1, sampleContent(i));
}

/** A log of `size` entries with a checkpoint at each of the given sizes. */
export async function sampleLog(
  size: number,
  checkpoints: readonly number[],
): Promise<{ store: MemoryAuditStore; log: AuditLog; notes: string[] }> {
  const store = new MemoryAuditStore();
  const notes: string[] = [];
  const sink = {
    name: 'notes',
    async write(note: string): Promise<void> {
      notes.push(note);
    },
  };
  const log = await AuditLog.open({ store, signer, sinks: [sink], kept: [] });
  for (let i = 0; i < size; i++) {
    store.commit(sampleRecord(i));
    if (checkpoints.includes(i + 1)) await log.checkpoint();
  }
  await log.sequence();
  return { store, log, notes };
}

/** The export of a store as lines with their newlines. */
export async function exportLines(store: MemoryAuditStore): Promise<string[]> {
  let text = '';
  for await (const chunk of exportLog(store, verifier)) text += chunk;
  return text.match(/[^\n]*\n/g) ?? [];
}
