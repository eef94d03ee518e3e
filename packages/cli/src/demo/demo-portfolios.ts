import {
  createPortfolio,
  findAccount,
  findPortfolio,
  listPortfolios,
  type Portfolio,
  type PortfolioSettingsInput,
} from '@holdfast/trader';
import { loadDefinition } from '../definition-files.ts';
import type { Trader } from '../portfolio/open-trader.ts';
import type { Terminal } from '../terminal.ts';
import { DEMO_ACCOUNT } from './demo-fleet.ts';

/** The demo's portfolios, from the calmest to the wildest. */
const PORTFOLIOS = [
  { name: 'cautious', index: 'volatility-target' },
  { name: 'balanced', index: 'top-20-capped' },
  { name: 'growth', index: 'top-20-equal-weight' },
] as const;

/** USD that each of them begins with. */
const AMOUNT = '10000';
/** A year passes in a minute, so orders cross the spread at once instead of resting. */
const SETTINGS: PortfolioSettingsInput = { execution: { patience_s: 0, orders_at_once: 8 } };

/** The portfolios, created when there are none. */
export async function demoPortfolios({ db, wall }: Trader, terminal: Terminal): Promise<Portfolio[]> {
  const account = await findAccount(db, DEMO_ACCOUNT);
  const known = new Set((await listPortfolios(db)).map(({ name }) => name));
  for (const { name, index } of PORTFOLIOS) {
    if (known.has(name)) continue;
    const { definition, text, texts } = await loadDefinition(index, terminal);
    await createPortfolio(db, {
      name,
      definition: { id: definition.id, text, library: Object.fromEntries(texts), snapshot: 'demo' },
      settings: SETTINGS,
      mode: 'auto',
      amountUsd: AMOUNT,
      accounts: [account],
      createdAt: new Date(wall()),
    });
  }
  return Promise.all(PORTFOLIOS.map(({ name }) => findPortfolio(db, name)));
}
