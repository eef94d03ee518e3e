export type {
  AssetName,
  CapacityRow,
  ConstantMix,
  IndexReportInput,
  Interval,
  Provenance,
  Uncertainty,
} from './index-report/input.ts';
export { renderIndexReport } from './index-report/report.ts';
export type { QualityCheck, QualityInput, SnapshotInfo } from './quality/input.ts';
export { renderQuality } from './quality/quality.ts';
