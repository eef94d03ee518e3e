import type { AdminPlace, Orders, PlainSettings } from '@holdfast/gateway';
import type { OpenDatabase } from './open-database.ts';

/** What a guarded process is told by its standard input. */
export function ordersFor(
  settings: PlainSettings,
  { address, passwords }: OpenDatabase,
  auditFolder: string,
  admin: AdminPlace,
): string {
  const orders: Orders = {
    settings,
    database: {
      address,
      passwords: {
        holdfast_gateway: passwords.holdfast_gateway,
        holdfast_operator: passwords.holdfast_operator,
      },
    },
    auditFolder,
    admin,
  };
  return JSON.stringify(orders);
}
