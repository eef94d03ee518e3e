import type { Fields } from '../../dialect/fields.ts';
import {
  type Instrument,
  type InstrumentNames,
  instrumentField,
  spotSymbolField,
} from '../../dialect/instrument-field.ts';

/** `BTC_USD` is spot; `BTCUSD-PERP`, `BTCUSD-260327` and whatever else has a hyphen is a derivative. */
const NAMES: InstrumentNames = {
  parameter: 'instrument_name',
  spot: /^[A-Z0-9]{1,20}_[A-Z0-9]{1,20}$/,
  derivative: /^[A-Z0-9_]{1,40}(?:-[A-Z0-9.]{1,20}){1,4}$/,
  example: 'BTC_USD',
};

/** Reads the instrument of an order. @throws Refusal malformed */
export function readInstrument(fields: Fields): Instrument {
  return instrumentField(fields, NAMES);
}

/** Reads the instrument of a cancellation, where it has one. @throws Refusal forbidden for a derivative, malformed */
export function readSpotSymbol(fields: Fields): string | null {
  return fields.has(NAMES.parameter) ? spotSymbolField(fields, NAMES) : null;
}
