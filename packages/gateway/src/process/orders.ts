import type { DatabaseAddress } from '@holdfast/database';
import type { AdminPlace } from '../administration/admin-folder.ts';
import type { PlainSettings } from '../config/read-config.ts';

/** What the launcher writes to a process's standard input, as one JSON text. */
export interface Orders {
  readonly settings: PlainSettings;
  readonly database: {
    readonly address: DatabaseAddress;
    readonly passwords: { readonly holdfast_gateway: string; readonly holdfast_operator: string };
  };
  /** Folder of the local file of checkpoints. */
  readonly auditFolder: string;
  /** Where a gateway listens for operators' commands. */
  readonly admin: AdminPlace;
}

/** Reads the orders from standard input. */
export async function readOrders(): Promise<Orders> {
  const chunks: Buffer[] = [];
  for await (const chunk of process.stdin as AsyncIterable<Buffer>) chunks.push(chunk);
  return JSON.parse(Buffer.concat(chunks).toString('utf8'));
}
