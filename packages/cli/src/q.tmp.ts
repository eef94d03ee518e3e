import { processTerminal } from './terminal.ts';
import { openTrader } from './portfolio/open-trader.ts';
import { findPortfolio, portfolioMarks, portfolioTracking, latestRebalances } from '@holdfast/trader';
const trader = await openTrader({}, processTerminal());
const p = await findPortfolio(trader.db, process.argv[2]);
const marks = await portfolioMarks(trader.db, p.number);
const seen = new Map<string, [number, number]>();
for (const m of marks) for (const [a, c] of Object.entries(m.causes)) if (c === 'untradable') { const w = Number(m.holdings[a] ?? 0) * (m.prices[a] ?? 0) / m.value_usd - (m.targets[a] ?? 0); const s = seen.get(a) ?? [0, 0]; seen.set(a, [s[0] + 1, s[1] + w]); }
console.log([...seen].map(([a, [n, w]]) => `${a} ${n} avg ${(w / n).toFixed(4)}`));



const { rows } = await trader.pool.query(`select o.symbol, o.side, f.at, f.amount, f.price, o.mid, (r.prices->>('demo ' || o.symbol))::float decided, r.planned_at, o.placed_at from holdfast.fills f join holdfast.rebalance_orders o using (client_order_id) join holdfast.rebalances r on r.id = o.rebalance where r.id = 28 order by f.at limit 12`);
for (const r of rows) console.log(r.symbol, r.side, r.at.toISOString(), r.amount, r.price, r.mid, r.decided, r.placed_at.toISOString());
process.exit(0);
