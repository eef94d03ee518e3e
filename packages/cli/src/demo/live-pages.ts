import { join } from 'node:path';
import {
  type GatewayActivity,
  type LiveOverviewPortfolio,
  type OverviewInput,
  type ReplayProgress,
  renderLiveOverview,
  renderPortfolio,
} from '@holdfast/report';
import { findPortfolio } from '@holdfast/trader';
import { writeWhole } from '../files.ts';
import type { Trader } from '../portfolio/open-trader.ts';
import { GatewayActivityReader } from '../report/gateway-activity.ts';
import { portfolioReportInput } from '../report/portfolio-report.ts';

export interface LivePagesOptions {
  readonly folder: string;
  readonly indices: OverviewInput;
  /** Portfolios that are shown, by name. */
  readonly portfolios: readonly string[];
  /** What anybody who opens the page must know. */
  readonly notices: readonly string[];
  /** Currencies that count as cash. */
  readonly cash: readonly string[];
}

/** Entries of the audit log, and runs, that the first page shows. */
const ENTRIES = 12;
const RUNS_ON_OVERVIEW = 3;
const RUNS_ON_PAGE = 60;
const OVERVIEW = 'index.html';

/** Writes the first page and the portfolios' pages from what the databases say. */
export class LivePages {
  readonly #trader: Trader;
  readonly #options: LivePagesOptions;
  readonly #activity: GatewayActivityReader;
  readonly #names: ReadonlyMap<string, string>;

  constructor(trader: Trader, options: LivePagesOptions) {
    this.#trader = trader;
    this.#options = options;
    this.#activity = new GatewayActivityReader(trader.pool, ENTRIES);
    this.#names = new Map(
      [...options.indices.names.values()].map(({ symbol, name }) => [symbol.toUpperCase(), name]),
    );
  }

  /** The first page; with `whole`, every portfolio's own page too. */
  async write(replay: ReplayProgress | null, whole: boolean): Promise<void> {
    const { folder, indices, notices, portfolios } = this.#options;
    const gateway: GatewayActivity = await this.#activity.read();
    const shown: LiveOverviewPortfolio[] = [];
    for (const name of portfolios) {
      const href = `portfolio-${name}.html`;
      const report = await this.#report(name, whole ? RUNS_ON_PAGE : RUNS_ON_OVERVIEW);
      if (whole) await writeWhole(join(folder, href), renderPortfolio(report));
      shown.push({ href, report });
    }
    const page = renderLiveOverview({ portfolios: shown, gateway, replay, notices, indices });
    await writeWhole(join(folder, OVERVIEW), page);
  }

  async #report(name: string, runs: number) {
    const { indices, cash } = this.#options;
    const portfolio = await findPortfolio(this.#trader.db, name);
    const index = indices.indices.find(({ id }) => id === portfolio.definition.id);
    return portfolioReportInput(this.#trader, portfolio, {
      index: { name: index?.name ?? portfolio.definition.id, href: index?.href ?? null },
      nameOf: (ticker) => this.#names.get(ticker) ?? null,
      cash,
      overviewHref: OVERVIEW,
      runs,
    });
  }
}
