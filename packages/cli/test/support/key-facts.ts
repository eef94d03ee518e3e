import type { ExchangeKeyFacts, VersionFacts } from '../../src/key-report/assess-exchange-key.ts';
import type { GenerationFacts, VirtualKeyFacts } from '../../src/key-report/assess-virtual-key.ts';

export const DAY = 86_400_000;
export const HOUR = 3_600_000;
export const NOW = Date.UTC(2026, 5, 1);
export const TIMES = {
  now: NOW,
  rotateAfter: 90 * DAY,
  unusedAfter: 30 * DAY,
  rotateVirtualAfter: null,
  remindDays: 14,
};
export const ago = (days: number) => NOW - days * DAY;

export const version = (changes: Partial<VersionFacts> = {}): VersionFacts => ({
  version: 1,
  state: 'active',
  addedAt: ago(40),
  rotateAfterDays: null,
  permissions: { read: true, trade: true, withdraw: false, ipRestricted: true },
  checkedAt: ago(1),
  acceptedRisks: [],
  riskReason: null,
  fingerprint: 'aa',
  ...changes,
});
export const exchangeKey = (
  changes: Partial<ExchangeKeyFacts> = {},
  active: Partial<VersionFacts> = {},
): ExchangeKeyFacts => ({
  name: 'main',
  exchange: 'kraken',
  target: 'real',
  addedAt: ago(40),
  frozen: null,
  deleteAfter: null,
  deleted: false,
  versions: [version(active)],
  signers: [{ name: 'bot', mayTrade: true }],
  lastUsedAt: ago(1),
  lastTradedAt: ago(2),
  ...changes,
});
export const generation = (changes: Partial<GenerationFacts> = {}): GenerationFacts => ({
  generation: 1,
  issuedAt: ago(40),
  expiresAt: NOW + 50 * DAY,
  frozen: null,
  lastUsedAt: ago(1),
  mayTrade: true,
  rotateAfterDays: null,
  ...changes,
});
export const virtualKey = (
  generations: readonly GenerationFacts[] = [generation()],
  changes: Partial<VirtualKeyFacts> = {},
): VirtualKeyFacts => ({
  name: 'bot',
  exchange: 'kraken',
  key: 'main',
  generations,
  firstIssuedAt: ago(40),
  lastUsedAt: ago(1),
  lastTradedAt: ago(2),
  ...changes,
});

/** Level and code of each finding. */
export const told = ({ findings }: { findings: readonly { level: string; code: string }[] }) =>
  findings.map(({ level, code }) => `${level} ${code}`);
