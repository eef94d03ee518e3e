import type { KeyPermissions } from './dialect.ts';

/** What is known of a key whose exchange didn't say, or not in a way that is understood. */
export const NOTHING_TOLD: KeyPermissions = { read: null, trade: null, withdraw: null, ipRestricted: null };
