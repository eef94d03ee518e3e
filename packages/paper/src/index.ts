export { createBinanceServer } from './binance/server.ts';
export { ONE } from './exchange/units.ts';
export type { PaperKey } from './host/command.ts';
export { type CommandLog, PostgresCommandLog } from './host/command-log.ts';
export { PaperHost } from './host/paper-host.ts';
export { parseSpeed, SimulatedClock } from './host/simulated-clock.ts';
export { TRANSFER_PATH } from './host/transfer-endpoint.ts';
export { marketsOf } from './market/snapshot-markets.ts';
