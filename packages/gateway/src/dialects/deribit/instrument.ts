import type { InstrumentNames } from '../../dialect/instrument-field.ts';

/**
 * `BTC_USDC` is spot. Everything else has a hyphen: `BTC-PERPETUAL`, `BTC_USDC-PERPETUAL`, `BTC-27DEC24-90000-C`,
 * `XRP_USDC-30JUN23-0d625-C`, and combos like `BTC-CS-9JUN23-26500_27500`.
 */
export const INSTRUMENTS: InstrumentNames = {
  parameter: 'instrument_name',
  spot: /^[A-Z0-9]{1,20}_[A-Z0-9]{1,20}$/,
  derivative: /^[A-Z0-9_]{1,40}(?:-[A-Za-z0-9_]{1,40}){1,6}$/,
  example: 'BTC_USDC',
};
