import type { AdminPlace, Orders } from '@holdfast/gateway';
import type { LoadedConfig } from './config-file.ts';
import type { OpenDatabase } from './open-database.ts';
import { plainSettings } from './plain-settings.ts';

/** What a guarded process is told by its standard input. */
export function ordersFor(
  loaded: LoadedConfig,
  { address, passwords }: OpenDatabase,
  auditFolder: string,
  admin: AdminPlace,
): string {
  const orders: Orders = {
    settings: plainSettings(loaded),
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
