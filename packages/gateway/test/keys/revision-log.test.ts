import { afterAll, beforeAll, expect, test } from 'vitest';
import { revokeVirtualKey } from '../../src/administration/virtual-keys.ts';
import { RevisionLog } from '../../src/keys/revision-log.ts';
import { startTrial, TRADER, type Trial } from '../process/trial.ts';

let trial: Trial;
beforeAll(async () => {
  trial = await startTrial();
});
afterAll(() => trial.stop());

test('the revisions that the audit log tells are read once, then as they are added, and never go back', async () => {
  const log = new RevisionLog(trial.database.as('holdfast_gateway'));
  const { apiKey } = await trial.issue('revised', TRADER);
  expect((await log.read()).virtualKeys.get(apiKey)).toBe(1n);
  await revokeVirtualKey(trial.operation, 'revised');
  expect((await log.read()).virtualKeys.get(apiKey)).toBe(2n);
  expect((await log.read()).virtualKeys.get(apiKey)).toBe(2n);
  const fresh = new RevisionLog(trial.database.as('holdfast_gateway'));
  expect((await fresh.read()).virtualKeys.get(apiKey)).toBe(2n);
  expect((await fresh.read()).virtualKeys.get('nobody')).toBeUndefined();
});
