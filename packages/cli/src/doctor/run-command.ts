import { HoldfastError, isHoldfastError } from '@holdfast/errors';
import { loadConfig } from '../gateway/config-file.ts';
import { table } from '../output/table.ts';
import { homeOf, namesOfSnapshots } from '../snapshot-choice.ts';
import type { Terminal } from '../terminal.ts';
import { checkExchanges } from './check-exchanges.ts';
import { checkDatabase, checkGateway, checkVault } from './check-gateway.ts';
import { checkKeys } from './check-keys.ts';
import { checkDisk, checkHome, checkNode } from './check-machine.ts';
import { checkPortfolios, checkSkew } from './check-portfolios.ts';
import { type Finding, failed, ok, warning } from './finding.ts';

interface DoctorOptions {
  readonly config?: string;
  readonly offline?: true;
  readonly json?: true;
}

/** Runs `holdfast doctor`: looks at everything that has to be right, and says what to do where it isn't. */
export async function doctorCommand(options: DoctorOptions, terminal: Terminal): Promise<void> {
  const findings = await examine(options, terminal);
  const bad = findings.filter(({ state }) => state === 'failed').length;
  if (options.json) terminal.stdout.write(`${JSON.stringify({ findings })}\n`);
  else {
    const signs = { ok: 'ok', warning: 'look', failed: 'BAD' } as const;
    terminal.stdout.write(table(findings.map(({ name, state, told }) => [signs[state], name, told])));
    const advice = findings.filter((finding) => finding.advice !== null);
    if (advice.length > 0) terminal.stdout.write('\nWhat to do\n');
    terminal.stdout.write(table(advice.map(({ name, advice: text }) => [name, text ?? ''])));
  }
  if (bad > 0) {
    throw new HoldfastError('DOCTOR_FAILED', `${bad} of ${findings.length} checks failed.`, {
      failed: bad,
      checks: findings.length,
    });
  }
}

async function examine(options: DoctorOptions, terminal: Terminal): Promise<Finding[]> {
  const home = homeOf(terminal);
  const findings: Finding[] = [checkNode(process.versions.node)];
  const folder = checkHome(home);
  findings.push(folder);
  const there = folder.state === 'ok';
  if (there) findings.push(await checkDisk(home), await checkData(terminal));
  try {
    const loaded = await loadConfig(options.config, terminal);
    findings.push(ok('configuration', 'can be read'));
    if (there) {
      const vault = checkVault(home);
      findings.push(vault, await checkGateway(options, terminal));
      // Without a vault nothing was kept in a database either.
      if (vault.state !== 'warning' || loaded.config.database !== 'embedded') {
        const database = await checkDatabase(loaded);
        findings.push(database);
        if (database.state === 'ok') {
          findings.push(...(await checkKeys(loaded)), ...(await checkPortfolios(options, terminal)));
        }
      }
      const skew = checkSkew(loaded.config.clock_skew_ms);
      if (skew !== null) findings.push(skew);
    }
    if (!options.offline) {
      const upstreams = Object.entries(loaded.config.upstreams);
      findings.push(
        ...(await checkExchanges(
          new Map(upstreams.map(([host, to]) => [host, typeof to === 'string' ? to : to.url])),
        )),
      );
    }
  } catch (error) {
    if (!isHoldfastError(error)) throw error;
    findings.push(failed('configuration', error.code, error.message));
  }
  return findings;
}

async function checkData(terminal: Terminal): Promise<Finding> {
  const names = await namesOfSnapshots(terminal);
  return names.length === 0
    ? warning(
        'market data',
        'there is none',
        'Try "holdfast demo", or import your own with "holdfast data import".',
      )
    : ok('market data', names.join(', '));
}
