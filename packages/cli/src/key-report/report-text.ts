import type { KeyFinding, KeyReport, ReportedExchangeKey, ReportedVirtualKey } from '@holdfast/report';
import { permissionsText } from '../gateway/show-key.ts';
import { counted } from '../output/format.ts';
import { printable } from '../output/printable.ts';

const LEVEL: Readonly<Record<KeyFinding['level'], string>> = { urgent: 'NOW', due: 'DUE', note: 'note' };

/** The report for a terminal, the worst first. */
export function reportText(report: KeyReport): string {
  const { exchangeKeys, virtualKeys, unusedAfter, due } = report;
  const total = `${counted(exchangeKeys.length, 'exchange key')}, ${counted(virtualKeys.length, 'virtual key')}: ${due === 0 ? 'nothing has to be done' : `${counted(due, 'thing')} to do`}.`;
  const lines = [
    total,
    ...exchangeKeys.flatMap((key) => ['', exchangeLine(key, unusedAfter), ...findingLines(key)]),
    ...virtualKeys.flatMap((key) => ['', virtualLine(key, unusedAfter), ...findingLines(key)]),
  ];
  return lines.map((line) => `${printable(line)}\n`).join('');
}

function exchangeLine(key: ReportedExchangeKey, period: string): string {
  const { name, exchange, target, version, ageDays, permissions, rotateBy, deleteAfter } = key;
  const signs =
    version === null ? 'no version signs' : `version ${version}, ${counted(ageDays ?? 0, 'day')} old`;
  const may = permissions === null ? '' : `; may: ${permissionsText(permissions)}`;
  const end = deleteAfter === null ? renewText(rotateBy) : `; to be deleted after ${deleteAfter}`;
  return `exchange key ${name}  ${exchange}, ${target} host; ${signs}; ${usedText(key, period)}${may}${end}`;
}

function virtualLine(key: ReportedVirtualKey, period: string): string {
  const { name, exchange, key: signsWith, generation, expires, rotateBy } = key;
  const end = expires === null ? 'no end' : `ends ${expires}`;
  return `virtual key ${name}  ${exchange}, signs with "${signsWith}"; generation ${generation}; ${usedText(key, period)}; ${end}${renewText(rotateBy)}`;
}

function renewText(rotateBy: string | null): string {
  return rotateBy === null ? '' : `; to be renewed by ${rotateBy.slice(0, 10)}`;
}

function usedText({ lastUsed }: { readonly lastUsed: string | null }, period: string): string {
  return lastUsed === null ? `not used in the last ${period}` : `last used ${lastUsed}`;
}

function findingLines({ findings }: { readonly findings: readonly KeyFinding[] }): string[] {
  if (findings.length === 0) return ['  nothing found'];
  return findings.flatMap(({ level, text, action }) => [
    `  ${LEVEL[level].padEnd(4)}  ${text.replaceAll('\n', ' ')}`,
    ...(action === null ? [] : [`        ${action}`]),
  ]);
}
