import type { Amendment, NewOrder } from '../exchange/order.ts';
import type { Units } from '../exchange/units.ts';

/** How a paper account's key signs. */
type PaperKeyAlgorithm = 'hmac' | 'ed25519';

/** A key of a paper account. Its secret opens nothing but toy money. */
export interface PaperKey {
  readonly id: string;
  readonly algorithm: PaperKeyAlgorithm;
  /** HMAC: the secret. Ed25519: the public key as SPKI in PEM. */
  readonly secret: string;
}

/** Whatever changes a paper exchange, in the order in which it happened. Times are simulated milliseconds since 1970. */
export type PaperCommand =
  | {
      readonly kind: 'time';
      readonly time: number;
      /** No later time is shown before the next command of this kind. Nothing: the clock stands still at `time`. */
      readonly until?: number;
    }
  | { readonly kind: 'key'; readonly time: number; readonly account: string; readonly key: PaperKey }
  | {
      readonly kind: 'deposit' | 'withdraw';
      readonly time: number;
      readonly account: string;
      readonly asset: string;
      readonly amount: Units;
    }
  | { readonly kind: 'place'; readonly time: number; readonly account: string; readonly order: NewOrder }
  | {
      readonly kind: 'amend';
      readonly time: number;
      readonly account: string;
      readonly orderId: number;
      readonly change: Amendment;
    }
  | { readonly kind: 'cancel'; readonly time: number; readonly account: string; readonly orderId: number }
  | {
      /** Whether fees are paid in the exchange's coin. */
      readonly kind: 'fee-coin';
      readonly time: number;
      readonly account: string;
      readonly on: boolean;
    };

/** A command as the log keeps it: amounts as texts. */
export function encodeCommand(command: PaperCommand): string {
  return JSON.stringify(command, (_, value: unknown) => (typeof value === 'bigint' ? `${value}n` : value));
}

/** Reads what `encodeCommand` wrote. */
export function decodeCommand(text: string): PaperCommand {
  return JSON.parse(text, (_, value: unknown) =>
    typeof value === 'string' && /^-?[0-9]+n$/.test(value) ? BigInt(value.slice(0, -1)) : value,
  );
}
