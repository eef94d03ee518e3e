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
export type {
  KeyFinding,
  KeyFindingLevel,
  KeyReport,
  ReportedExchangeKey,
  ReportedVirtualKey,
} from './key-report/input.ts';
export { renderKeyReport } from './key-report/report.ts';
export type {
  AuditedEvent,
  AuditedOrder,
  AuditedRequest,
  AuditLine,
  GatewayActivity,
  LiveOverviewInput,
  LiveOverviewPortfolio,
  ReplayProgress,
} from './live-overview/input.ts';
export { renderLiveOverview } from './live-overview/live-overview.ts';
export type { OverviewIndex, OverviewInput, OverviewSeries } from './overview/input.ts';
export { renderOverview } from './overview/overview.ts';
export type {
  DifferencePart,
  PlannedTrade,
  PortfolioAccount,
  PortfolioHolding,
  PortfolioInterruption,
  PortfolioMark,
  PortfolioMode,
  PortfolioNote,
  PortfolioReportInput,
  PortfolioRun,
  PortfolioTrade,
  PortfolioTransfer,
  RunOutcome,
  RunShortfall,
  UnreachableTarget,
} from './portfolio/input.ts';
export { renderPortfolio } from './portfolio/report.ts';
export type { QualityCheck, QualityInput, SnapshotInfo } from './quality/input.ts';
export { renderQuality } from './quality/quality.ts';
export type {
  SelectionBias,
  SweepKey,
  SweepReportInput,
  SweepStatistic,
  SweepValue,
  SweepVariant,
} from './sweep/input.ts';
export { renderSweepReport } from './sweep/report.ts';
