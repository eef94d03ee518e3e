export { trimmed } from './decimal-text.ts';
export type { ExecutionShortfall } from './executor/execute-plan.ts';
export { readCostBasis } from './lots/cost-basis.ts';
export { gainsCsv, lotsCsv } from './lots/csv.ts';
export type { LotEvent, LotMethod } from './lots/events.ts';
export type { ImportedLot } from './lots/imported-lot.ts';
export type { OpenLot, RealisedGain, WithdrawnLot } from './lots/ledger.ts';
export { type LotOptions, type TaxLots, taxLots } from './lots/tax-lots.ts';
export { makePlan, type Plan, type PlanOrder, type Unreachable } from './planner/plan.ts';
export { type PlanDocuments, type PlanInput, readPlanInput } from './planner/plan-input.ts';
export { readPreferences } from './planner/preferences.ts';
export { closePortfolio, demandOpen } from './portfolio/close-portfolio.ts';
export type { IndexSource, IndexView } from './portfolio/index-view.ts';
export { portfolioLotEvents } from './portfolio/lot-events.ts';
export type { PortfolioPlan } from './portfolio/plan-portfolio.ts';
export { marksCsv, tradesCsv } from './portfolio/portfolio-csv.ts';
export {
  type PortfolioSettings,
  type PortfolioSettingsInput,
  portfolioSettings,
  readPortfolioSettings,
} from './portfolio/portfolio-settings.ts';
export type { RunParts, RunResult } from './portfolio/run-parts.ts';
export { previewPlan, runPortfolio } from './portfolio/run-portfolio.ts';
export { portfolioTracking } from './portfolio/track-portfolio.ts';
export { PortfolioQueue } from './queue/portfolio-queue.ts';
export {
  type OrderSummary,
  ordersOf,
  type PortfolioState,
  portfolioEvents,
  portfolioFills,
  portfolioFlows,
  portfolioMarks,
  portfolioState,
} from './store/portfolio-reads.ts';
export {
  type Account,
  addAccount,
  addEvent,
  createPortfolio,
  findAccount,
  findPortfolio,
  listAccounts,
  listPortfolios,
  type Portfolio,
  setGateway,
  setLive,
  setMode,
  setPaused,
  setSettings,
  setVirtualKey,
} from './store/portfolio-store.ts';
export {
  approveRebalance,
  latestRebalances,
  openRebalance,
  type Rebalance,
} from './store/rebalance-store.ts';
export type { PortfolioMode, StoredDefinition, StoredVirtualKey, TraderTables } from './store/tables.ts';
export { traderDatabase, withAccounts } from './store/trader-database.ts';
export { indexAtMids } from './tracking/index-at-mids.ts';
export type { TrackingPart, TrackingParts } from './tracking/parts.ts';
export { type IntervalTracking, type TrackingReport, track } from './tracking/tracking.ts';
export type {
  DeviationLabel,
  TrackingFee,
  TrackingFill,
  TrackingInput,
  TrackingMark,
} from './tracking/tracking-input.ts';
export { openVenue } from './venue/ccxt-venue.ts';
export { CASH_CURRENCIES, TRADED_EXCHANGES } from './venue/exchange-profile.ts';
export type { PaperTimeSource } from './venue/paper-time.ts';
export type { OrderToPlace, Placement, Venue, VenueMarket, VenueOrder } from './venue/venue.ts';
