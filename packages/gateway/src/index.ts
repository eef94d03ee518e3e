export {
  type AdminPlace,
  adminPlace,
  checkAdminFolder,
  makeAdminFolder,
} from './administration/admin-folder.ts';
export { auditVerifier } from './administration/audit-settings.ts';
export { administrationCommands } from './administration/commands.ts';
export { ask, type Composed, readGreeting } from './administration/conversation.ts';
export { kekIdInForce } from './administration/kek-in-force.ts';
export { type Risk, requiredRisks, riskText } from './administration/key-risks.ts';
export type { Answer, Greeting } from './administration/protocol.ts';
export { reminderText } from './administration/remind.ts';
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
export { DEFAULT_KEY_SETTINGS, type KeySettings } from './config/key-settings.ts';
export {
  defaultConfig,
  keySettings,
  type PlainSettings,
  readConfig,
  settingsOf,
} from './config/read-config.ts';
export type { Dialect, KeyPermissions } from './dialect/dialect.ts';
export type { ExchangeId } from './dialect/exchange-id.ts';
export { dialects } from './dialects/index.ts';
export { type DueDate, dueDates, type KeyDates, leadMs, type ReminderStage } from './key-dates/key-date.ts';
export { readKeyDates } from './key-dates/read-key-dates.ts';
export { canonicalPolicy, readCanonicalPolicy } from './policy/canonical-policy.ts';
export { type ExplanationPart, explainPolicy } from './policy/explain-policy.ts';
export { parsePolicy, policyFromInput, policyJsonSchema } from './policy/parse-policy.ts';
export type { Policy } from './policy/policy.ts';
export { policyYaml } from './policy/policy-yaml.ts';
export { diffPolicies, type PolicyChange, type PolicyDiff } from './policy-diff/diff-policies.ts';
export {
  LOOK_BACK_MS,
  type Suggestion,
  type SuggestionSource,
  suggestPolicy,
} from './policy-suggest/suggest-policy.ts';
export { readRecorded, recordedEvent } from './policy-test/read-recorded.ts';
export type { RecordedEvent } from './policy-test/recorded-request.ts';
export { PolicyTest, type TestedRequest, type TestTotals } from './policy-test/test-policy.ts';
export { CHECKPOINT_FILE } from './process/audit-service.ts';
export type { Orders } from './process/orders.ts';
export { Refusal, type RefusalReason } from './refusal.ts';
export { UpstreamClient } from './upstream/upstream-client.ts';
