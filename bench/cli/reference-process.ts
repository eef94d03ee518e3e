import { definitionSchema } from '@holdfast/engine';
import { loadPanel, openSnapshot } from '@holdfast/market';
import { referenceBacktest } from '../reference/backtest.ts';

// The same job as `holdfast backtest --json` in a process of its own, with the plain reference as the engine.

const panel = await loadPanel(await openSnapshot(process.env.HOLDFAST_HOME!, process.argv[2]));
const result = referenceBacktest(panel, definitionSchema.parse({ id: 'plain' }), new Map());
console.log(JSON.stringify(result.statistics));
process.exit(0);
