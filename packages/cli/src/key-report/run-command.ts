import { keySettings } from '@holdfast/gateway';
import { renderKeyReport } from '@holdfast/report';
import { EndWith } from '../exit-status.ts';
import { absolute, writeWhole } from '../files.ts';
import { loadConfig } from '../gateway/config-file.ts';
import { type ReadingOptions, reading } from '../gateway/reading.ts';
import { spanMs } from '../gateway/span.ts';
import type { Terminal } from '../terminal.ts';
import { assessKeys, type Span } from './assess-keys.ts';
import { readKeyFacts } from './read-facts.ts';
import { reportText } from './report-text.ts';

/** What `holdfast key report` takes. */
export interface KeyReportOptions extends ReadingOptions {
  readonly rotateAfter?: string;
  readonly unusedAfter: string;
  readonly html?: string;
}

/** Exit status when something wants to be done. */
const SOMETHING_DUE = 3;

/** Runs `holdfast key report`. Ends with status 3 when something wants to be done. */
export async function keyReportCommand(options: KeyReportOptions, terminal: Terminal): Promise<void> {
  const { config } = await loadConfig(options.config, terminal);
  const settings = keySettings(config);
  const usual = settings.rotateExchangeDays === 0 ? null : `${settings.rotateExchangeDays}d`;
  const chosen = options.rotateAfter ?? usual;
  const rotateAfter = chosen === null ? null : spanOf('--rotate-after', chosen);
  const unusedAfter = spanOf('--unused-after', options.unusedAfter);
  const facts = await reading(options, terminal, (database) => readKeyFacts(database, unusedAfter.ms));
  const report = assessKeys(facts, rotateAfter, unusedAfter, settings);
  if (options.html !== undefined) {
    // Only its owner reads it: it tells who could trade with what.
    await writeWhole(absolute(options.html, terminal), renderKeyReport(report), 0o600);
  }
  terminal.stdout.write(options.json ? `${JSON.stringify(report)}\n` : reportText(report));
  if (report.due > 0) throw new EndWith(SOMETHING_DUE);
}

function spanOf(option: string, text: string): Span {
  return { text, ms: spanMs(option, text) };
}
