import { z } from 'zod';
import { DEFAULT_KEY_SETTINGS, MOST_ROTATE_DAYS } from '../config/key-settings.ts';
import { command } from './command.ts';
import { markExchangeKey, purgeExchangeKey, undeleteExchangeKey } from './delete-exchange-key.ts';
import { label } from './label.ts';
import { scheduleExchangeKey, scheduleVirtualKey } from './schedule-key.ts';

/** Null: as the configuration says; 0: never. */
export const rotateAfterDays = z.int().min(0).max(MOST_ROTATE_DAYS).nullable();

/** `holdfast key delete`: nothing is signed with it from now on; the secret is kept for the delay. */
export const keyDelete = command({
  name: 'key delete',
  vault: 'open',
  authentication: 'fresh',
  arguments: z.strictObject({ name: label }),
  secrets: [],
  run: async (operation, { name }, _, { settings }) => {
    const { deletionDelayDays } = settings.keys ?? DEFAULT_KEY_SETTINGS;
    const { purgeAfter } = await markExchangeKey(operation, name, deletionDelayDays);
    return { result: { name, purgeAfter: purgeAfter.toISOString() } };
  },
});

/** `holdfast key undelete`. */
export const keyUndelete = command({
  name: 'key undelete',
  vault: 'open',
  authentication: 'fresh',
  arguments: z.strictObject({ name: label }),
  secrets: [],
  run: async (operation, { name }) => {
    await undeleteExchangeKey(operation, name);
    return { result: { name } };
  },
});

/** `holdfast key delete --confirm`: what a running gateway does on its own when the delay is over. */
export const keyPurge = command({
  name: 'key purge',
  vault: 'open',
  authentication: 'fresh',
  arguments: z.strictObject({ name: label }),
  secrets: [],
  run: async (operation, { name }, _, { clock }) => {
    const { revoked } = await purgeExchangeKey(operation, name, { clock });
    return { result: { name, revoked } };
  },
});

/** `holdfast key schedule`. */
export const keySchedule = command({
  name: 'key schedule',
  vault: 'open',
  authentication: 'fresh',
  arguments: z.strictObject({ name: label, rotateAfterDays }),
  secrets: [],
  run: async (operation, { name, rotateAfterDays: days }) => {
    const version = await scheduleExchangeKey(operation, name, days);
    return { result: { name, version, rotateAfterDays: days } };
  },
});

/** `holdfast vkey schedule`. */
export const vkeySchedule = command({
  name: 'vkey schedule',
  vault: 'open',
  authentication: 'fresh',
  arguments: z.strictObject({ name: label, rotateAfterDays }),
  secrets: [],
  run: async (operation, { name, rotateAfterDays: days }) => {
    const generation = await scheduleVirtualKey(operation, name, days);
    return { result: { name, generation, rotateAfterDays: days } };
  },
});
