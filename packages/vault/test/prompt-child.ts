/** Asks at the terminal for a secret and says only how long it was. */
import { writeSync } from 'node:fs';
import { promptHidden } from '../src/input/prompt-hidden.ts';

const secret = await promptHidden({ input: process.stdin, output: process.stdout }, 'Secret: ');
writeSync(1, `got ${secret.length} bytes\n`);
