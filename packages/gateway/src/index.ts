export { addExchangeKey, type Risk, requiredRisks } from './administration/add-exchange-key.ts';
export { askPermissions } from './administration/ask-permissions.ts';
export type { Operation } from './administration/change.ts';
export {
  type FreezeTarget,
  issueVirtualKey,
  revokeVirtualKey,
  setFrozen,
} from './administration/virtual-keys.ts';
export * from './audit/index.ts';
export type { GatewayConfig } from './config/config-schema.ts';
export { defaultConfig, type PlainSettings, readConfig, settingsOf } from './config/read-config.ts';
export type { Dialect, ExchangeId } from './dialect/dialect.ts';
export { dialects } from './dialects/index.ts';
export { canonicalPolicy, readCanonicalPolicy } from './policy/canonical-policy.ts';
export { parsePolicy, policyFromInput, policyJsonSchema } from './policy/parse-policy.ts';
export type { Policy } from './policy/policy.ts';
export { Refusal, type RefusalReason } from './refusal.ts';
export { UpstreamClient } from './upstream/upstream-client.ts';
