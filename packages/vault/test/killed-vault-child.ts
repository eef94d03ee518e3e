/** Does one change of a vault, and ends itself with SIGKILL at a step. */
import { writeSync } from 'node:fs';
import { initVault } from '../src/vault-file/init.ts';
import { abortRekey, beginRekey, commitRekey } from '../src/vault-file/rekey.ts';
import { readVault, type WriteStep } from '../src/vault-file/storage.ts';
import { unlock } from '../src/vault-file/unlock.ts';
import { fixedProvider } from './fixed-provider.ts';

const [change, home, fatalStep] = process.argv.slice(2) as [string, string, WriteStep];
const onStep = (step: WriteStep) => {
  if (step === fatalStep) process.kill(process.pid, 'SIGKILL');
};
const provider = fixedProvider('one');

switch (change) {
  case 'init':
    await initVault({ home, provider, onStep });
    break;
  case 'begin': {
    const current = await unlock({ home, provider, kekIdInForce: null });
    await beginRekey({ home, current, provider: fixedProvider('two'), onStep });
    break;
  }
  case 'commit':
    commitRekey({ home, kekIdInForce: readVault(home).next!.kekId, onStep });
    break;
  case 'abort':
    abortRekey({ home, kekIdInForce: readVault(home).current.kekId, onStep });
    break;
}
writeSync(1, 'finished');
