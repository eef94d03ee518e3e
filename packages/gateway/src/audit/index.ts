export { AuditLog, type AuditLogOptions, type CheckpointReport } from './audit-log.ts';
export type { AuditStore, PlacedLeaf, SequencedEntry, StoredCheckpoint } from './audit-store.ts';
export { type Checkpoint, openCheckpoint, signCheckpoint, type TreeHead } from './checkpoint.ts';
export { type CheckpointFile, openCheckpointFile } from './checkpoint-file.ts';
export { type CheckpointSink, httpCheckpointSink, type PostCheckpoint } from './checkpoint-sink.ts';
export { Checkpointer } from './checkpointer.ts';
export type * from './content.ts';
export { encodeContent, parseContent, TEXT_LIMITS } from './content-bytes.ts';
export { auditDescription } from './describe.ts';
export { exportLog } from './export.ts';
export { leafHash, MerkleTree } from './merkle.ts';
export { PostgresAuditStore } from './postgres-audit-store.ts';
export { type ProvenEntry, proveEntry, verifyProof } from './proof.ts';
export { type AuditRecord, parseRecord, type RecordContent, recordKind } from './record.ts';
export {
  formatVerifierKey,
  type NoteSigner,
  type NoteVerifier,
  noteVerifier,
  parseVerifierKey,
} from './signed-note.ts';
export type { Standing } from './standing.ts';
export { type SafeText, safeText } from './text.ts';
export { UnauthenticatedSummary } from './unauthenticated-summary.ts';
export {
  type ExportFault,
  type ExportProblem,
  explainVerification,
  type Verification,
} from './verification.ts';
export { verifyExport } from './verify.ts';
