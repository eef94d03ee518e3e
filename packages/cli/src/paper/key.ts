import { readFile } from 'node:fs/promises';
import { HoldfastError } from '@holdfast/errors';
import { KEY_PATH } from '@holdfast/paper';
import { absolute } from '../files.ts';
import type { Terminal } from '../terminal.ts';
import { askPaper } from './ask.ts';

/** Runs `holdfast paper key`: registers an Ed25519 public key for the account of the running paper exchange. */
export async function keyCommand(
  file: string,
  options: { readonly json?: true },
  terminal: Terminal,
): Promise<void> {
  const text = await readFile(absolute(file, terminal), 'utf8').catch(() => '');
  const given = new URLSearchParams({ account: 'paper', public_key: text });
  const { refusal, body } = await askPaper(terminal, KEY_PATH, given);
  if (refusal !== null) {
    throw new HoldfastError('PAPER_KEY_REFUSED', `The key in ${file} was not registered: ${refusal}.`, {
      file,
      reason: refusal,
    });
  }
  const apiKey = String(body.apiKey);
  terminal.stdout.write(options.json ? `${JSON.stringify({ apiKey })}\n` : `API key: ${apiKey}\n`);
}
