/**
 * Verifies the export of an audit log of 1,000,000 entries with a checkpoint every 12,000 (a minute at 200 requests/s),
 * against what one would write first: read the lines, hash them, and compute the root by the RFC's recursive
 * definition, for the last checkpoint only.
 *
 *   node bench/gateway/audit-verify.bench.ts [--quick]
 */
import { createHash, generateKeyPairSync } from 'node:crypto';
import { createReadStream, createWriteStream, statSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { pipeline } from 'node:stream/promises';
import {
  type AuditContent,
  type AuditStore,
  encodeContent,
  exportLog,
  leafHash,
  MerkleTree,
  noteVerifier,
  openCheckpoint,
  type SequencedEntry,
  type StoredCheckpoint,
  safeText,
  signCheckpoint,
  verifyExport,
} from '@holdfast/gateway';
import { duration, quick, reportFigure, reportRatio } from '../harness.ts';

const SIZE = quick ? 20_000 : 1_000_000;
const EVERY = 12_000;
const RUNS = quick ? 1 : 3;

const signer = { name: 'bench.example/audit', key: generateKeyPairSync('ed25519').privateKey };
const verifier = noteVerifier(signer.name, signer.key);
const folder = await mkdtemp(join(tmpdir(), 'holdfast-bench-'));
try {
  const path = join(folder, 'audit.export');
  const checkpoints = signedCheckpoints();
  await pipeline(exportLog(storeOf(checkpoints), verifier), createWriteStream(path));
  reportFigure('entries', `${SIZE}, ${Math.round(statSync(path).size / SIZE)} bytes a line`);
  reportFigure('checkpoints', String(checkpoints.length));

  // Memory first, before the other way has filled the heap.
  globalThis.gc?.();
  const before = process.memoryUsage().rss;
  let memory = 0;
  const watch = setInterval(() => {
    memory = Math.max(memory, process.memoryUsage().rss - before);
  }, 20);
  await verify(path, checkpoints);
  clearInterval(watch);

  const times: number[] = [];
  const naive: number[] = [];
  for (let run = 0; run < RUNS; run++) {
    times.push(await timed(() => verify(path, checkpoints)));
    naive.push(await timed(() => verifyNaively(path, checkpoints)));
  }
  const [mine, reference] = [median(times), median(naive)];
  reportFigure('verification', `${duration(mine)}, ${((mine * 1000) / SIZE).toFixed(2)} µs an entry`);
  reportFigure('memory that verifying adds, at most', `${Math.round(memory / 2 ** 20)} MiB`);
  reportRatio('verify', mine, 'recursive root of the last checkpoint alone', reference);
} finally {
  await rm(folder, { recursive: true, force: true });
}

async function verify(path: string, checkpoints: readonly StoredCheckpoint[]): Promise<void> {
  const against = [checkpoints[checkpoints.length - 1].note];
  const { problem, entries, outside } = await verifyExport(
    createReadStream(path, { highWaterMark: 1 << 20 }),
    verifier,
    { against },
  );
  if (problem !== null || entries !== SIZE || !outside[0].agrees) throw new Error('the export is not sound');
}

async function verifyNaively(path: string, checkpoints: readonly StoredCheckpoint[]): Promise<void> {
  const leaves: Buffer[] = [];
  for await (const line of createInterface({ input: createReadStream(path) })) {
    const [word, , , ...text] = line.split(' ');
    if (word === 'entry') leaves.push(hash(Buffer.of(0), Buffer.from(text.join(' '))));
  }
  const { size, root } = openCheckpoint(checkpoints[checkpoints.length - 1].note, verifier);
  if (!recursiveRoot(leaves.slice(0, size)).equals(root)) throw new Error('the two ways disagree');
}

/** MTH of RFC 6962, section 2.1, on leaf hashes. */
function recursiveRoot(leaves: readonly Buffer[]): Buffer {
  if (leaves.length === 1) return leaves[0];
  const middle = 2 ** Math.floor(Math.log2(leaves.length - 1));
  return hash(Buffer.of(1), recursiveRoot(leaves.slice(0, middle)), recursiveRoot(leaves.slice(middle)));
}

function hash(...parts: Buffer[]): Buffer {
  return createHash('sha256').update(Buffer.concat(parts)).digest();
}

/** The i-th stored entry: requests and outcomes in turn, as the database writes them. */
function entry(i: number): SequencedEntry {
  const kind = i % 2 === 0 ? 'request' : 'outcome';
  const verdict =
    kind === 'request'
      ? '{"key": "vmPUZE6mv9SD5VNHk4HlWFsOr6aKE2zvsw0MuIgwCIPy6utIco14y7Ju91duEh8A", "rule": null, "accepted": true}'
      : `{"of": ${i}, "outcome": "accepted"}`;
  const time = `${new Date(1_767_225_600_000 + i * 5).toISOString().slice(0, -1)}123Z`;
  const bytes = Buffer.from(
    `{"id":${i + 1},"kind":"${kind}","time":"${time}","replica":"gateway-1","verdict":${verdict},"content":${encodeContent(content(i, kind))}}`,
  );
  return { index: i, leaf: leafHash(bytes), bytes };
}

function content(i: number, kind: 'request' | 'outcome'): AuditContent {
  if (kind === 'outcome') return { kind, status: 200, latencyMs: 37, detail: null };
  const amount = { units: BigInt(i), scale: 5 };
  return {
    kind,
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
        quantity: amount,
        quoteQuantity: null,
        price: { units: 6_512_345n, scale: 2 },
        trigger: null,
        timeInForce: safeText('GTC', 64),
        product: 'spot',
        clientOrderId: safeText(`x-R4BD3S82${i}`, 128),
        amends: null,
      },
    ],
    cancels: [],
    refused: null,
    notionalUsd: amount,
    slippageUsd: amount,
  };
}

function signedCheckpoints(): StoredCheckpoint[] {
  const tree = new MerkleTree();
  const checkpoints: StoredCheckpoint[] = [];
  for (let i = 0; i < SIZE; i++) {
    tree.append(entry(i).leaf);
    if (tree.size % EVERY === 0 || tree.size === SIZE) {
      const note = signCheckpoint({ size: tree.size, root: tree.root() }, signer);
      checkpoints.push({ size: tree.size, note });
    }
  }
  return checkpoints;
}

/** A store that makes its entries as they are read; nothing can be added. */
function storeOf(checkpoints: readonly StoredCheckpoint[]): AuditStore {
  return {
    size: async () => SIZE,
    appendLeaves: async () => [],
    addCheckpoint: () => Promise.reject(new Error('read only')),
    async *leaves(begin, end) {
      for (let i = begin; i < end; i++) yield entry(i).leaf;
    },
    async *entries(begin, end) {
      for (let i = begin; i < end; i++) yield entry(i);
    },
    async *checkpointsAfter(size) {
      yield* checkpoints.filter((checkpoint) => checkpoint.size > size);
    },
  };
}

async function timed(work: () => Promise<void>): Promise<number> {
  const start = performance.now();
  await work();
  return performance.now() - start;
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[values.length >>> 1];
}
