export { type DatabaseAddress, type DatabaseUrl, parseDatabaseUrl } from './address.ts';
export { forgetHandovers } from './administration/forget-handovers.ts';
export {
  bumpEpoch,
  type Change,
  freezeNow,
  type Revocation,
  revoke,
  type Scope,
  thaw,
} from './administration/freeze.ts';
export { type ChangeWatch, watchChanges } from './administration/watch-changes.ts';
export { appendLeaves, type Leaf } from './audit/append-leaves.ts';
export { recordEntry } from './audit/entries.ts';
export {
  type AdministratorSignIn,
  type Dump,
  type DumpedTable,
  type DumpHead,
  withDump,
} from './backup/dump.ts';
export { loadDump, migrationsOf, RESTORED_SETTING, type TableRows } from './backup/load.ts';
export { type ConnectOptions, connect, type Database, type Role } from './connect.ts';
export { asDatabaseError, failed, sqlState } from './database-error.ts';
export { decideBatch } from './deciding/decide-batch.ts';
export type { Decision, DecisionRequest } from './deciding/decision-request.ts';
export {
  type AnsweredOrders,
  databaseTime,
  forgetReplays,
  type Outcome,
  recordOutcomes,
} from './deciding/record-outcomes.ts';
export { checkDurability } from './durability.ts';
export { type RolePasswords, type SetUpOptions, setUpDatabase } from './migrations/set-up-database.ts';
export { adoptOrders, findOrders, forgetOrders, type StoredOrder } from './orders/find-orders.ts';
export type {
  OrderValues,
  ToldAmendment,
  ToldOrder,
  ToldOrders,
  ToldShare,
} from './orders/told-orders.ts';
export type { Tables } from './tables.ts';
export { type BudgetAnswer, type BudgetLease, closeUpstream, leaseBudget } from './upstream/budget.ts';
export { endNonceLease, leaseNonce, type NonceLease, type RealKeyId } from './upstream/nonces.ts';
