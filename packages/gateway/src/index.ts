export { addExchangeKey, type Risk, requiredRisks } from './administration/add-exchange-key.ts';
export { askPermissions } from './administration/ask-permissions.ts';
export { auditVerifier, createAuditKey } from './administration/audit-settings.ts';
export type { Operation } from './administration/change.ts';
export {
  type FreezeTarget,
  issueVirtualKey,
  revokeVirtualKey,
  setFrozen,
} from './administration/virtual-keys.ts';
export { openCheckpoint } from './audit/checkpoint.ts';
export { encodeContent, TEXT_LIMITS } from './audit/content-bytes.ts';
export { exportLog } from './audit/export.ts';
export * from './audit/index.ts';
export { PostgresAuditStore } from './audit/postgres-audit-store.ts';
export { proveEntry } from './audit/proof.ts';
export { parseRecord } from './audit/record.ts';
export { formatVerifierKey, parseVerifierKey } from './audit/signed-note.ts';
export { safeText } from './audit/text.ts';
export { explainVerification } from './audit/verification.ts';
export { verifyExport } from './audit/verify.ts';
export type { GatewayConfig } from './config/config-schema.ts';
export { defaultConfig, type PlainSettings, readConfig, settingsOf } from './config/read-config.ts';
export type { Dialect, ExchangeId } from './dialect/dialect.ts';
export { dialects } from './dialects/index.ts';
export { canonicalPolicy, readCanonicalPolicy } from './policy/canonical-policy.ts';
export { parsePolicy, policyFromInput, policyJsonSchema } from './policy/parse-policy.ts';
export type { Policy } from './policy/policy.ts';
export { CHECKPOINT_FILE, openAudit } from './process/audit-service.ts';
export { Refusal, type RefusalReason } from './refusal.ts';
export { UpstreamClient } from './upstream/upstream-client.ts';
