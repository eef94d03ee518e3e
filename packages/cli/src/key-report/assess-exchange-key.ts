import { type KeyPermissions, leadMs, type Risk, requiredRisks, riskText } from '@holdfast/gateway';
import type { KeyFinding, ReportedExchangeKey } from '@holdfast/report';
import { type AssessmentTimes, daysIn, iso, rotationSpan, spanText, worstFirst } from './assessment.ts';

/** A version of an exchange key. Times in milliseconds since 1970. */
export interface VersionFacts {
  readonly version: number;
  readonly state: 'active' | 'retiring' | 'deleting' | 'retired';
  /** Age in days at which it is to be renewed; null: as usual; 0: never. */
  readonly rotateAfterDays: number | null;
  readonly addedAt: number;
  readonly permissions: KeyPermissions;
  /** When the exchange was last asked; null: never. */
  readonly checkedAt: number | null;
  readonly acceptedRisks: readonly Risk[];
  readonly riskReason: string | null;
  /** Keyed hash of the secret, in hex: equal for equal secrets. */
  readonly fingerprint: string;
}

/** What is known of an exchange key without opening it. Times in milliseconds since 1970. */
export interface ExchangeKeyFacts {
  readonly name: string;
  readonly exchange: string;
  readonly target: 'real' | 'redirected';
  readonly addedAt: number;
  readonly frozen: { readonly by: string; readonly reason: string } | null;
  /** Marked to be deleted: before this its secret is not destroyed; null: it is not marked. */
  readonly deleteAfter: number | null;
  /** Its secrets are destroyed. */
  readonly deleted: boolean;
  readonly versions: readonly VersionFacts[];
  /** Virtual keys that can sign with it now. */
  readonly signers: readonly { readonly name: string; readonly mayTrade: boolean }[];
  readonly lastUsedAt: number | null;
  readonly lastTradedAt: number | null;
}

/** The exchange is asked again by "key check"; what it said longer ago may be old. */
const CHECK_AGAIN_MS = 30 * 86_400_000;

/**
 * What is to be said of one exchange key.
 *
 * @param sameSecret other places that hold the same secret, such as `old (version 2)`
 * @example
 * assessExchangeKey(facts, [], { now, rotateAfter: 90 * DAY, unusedAfter: 30 * DAY }).findings;
 */
export function assessExchangeKey(
  facts: ExchangeKeyFacts,
  sameSecret: readonly string[],
  times: AssessmentTimes,
): ReportedExchangeKey {
  const { name, exchange, target, signers } = facts;
  const active = facts.versions.find(({ state }) => state === 'active') ?? null;
  const ofVersion = active === null ? [noVersion(name)] : activeFindings(facts, active, times);
  const findings: KeyFinding[] = [
    ...sameSecretFindings(sameSecret),
    ...(facts.deleteAfter === null ? ofVersion : [deleting(facts, facts.deleteAfter)]),
    ...facts.versions.filter(({ state }) => state === 'retiring').map((version) => retiring(facts, version)),
    ...frozenFindings(facts),
  ];
  return {
    name,
    exchange,
    target,
    version: active?.version ?? null,
    added: iso(active?.addedAt ?? null),
    ageDays: active === null ? null : daysIn(times.now - active.addedAt),
    lastUsed: iso(facts.lastUsedAt),
    permissions: active?.permissions ?? null,
    rotateBy: iso(active === null ? null : rotateAt(active, times)),
    deleteAfter: iso(facts.deleteAfter),
    acceptedRisks: active?.acceptedRisks ?? [],
    riskReason: active?.riskReason ?? null,
    virtualKeys: signers.map((signer) => signer.name),
    findings: worstFirst(findings),
  };
}

/**
 * Where each secret that is there more than once is: for a key's name, the places that hold one of its secrets too. A
 * version that was retired counts, as the exchange may still take its key.
 */
export function sameSecrets(keys: readonly ExchangeKeyFacts[]): ReadonlyMap<string, readonly string[]> {
  const places = keys.flatMap(({ name, versions }) =>
    versions.map(({ version, fingerprint }) => ({ name, version, fingerprint })),
  );
  const found = new Map<string, string[]>();
  for (const [, alike] of Map.groupBy(places, ({ fingerprint }) => fingerprint)) {
    for (const place of alike) {
      const others = alike.filter((other) => other !== place);
      if (others.length === 0) continue;
      const texts = others.map((other) => `"${other.name}" version ${other.version}`);
      found.set(place.name, [...(found.get(place.name) ?? []), ...texts]);
    }
  }
  return new Map([...found].map(([name, texts]) => [name, [...new Set(texts)]]));
}

function sameSecretFindings(places: readonly string[]): KeyFinding[] {
  if (places.length === 0) return [];
  return [
    {
      level: 'urgent',
      code: 'same-key',
      text: `The same secret is also kept as ${places.join(', ')}. The vault never adds a secret twice, so somebody changed the database.`,
      action: null,
    },
  ];
}

function deleting({ name, exchange }: ExchangeKeyFacts, after: number): KeyFinding {
  return {
    level: 'note',
    code: 'deleting',
    text: `It is to be deleted: nothing is signed with it, and its secret is destroyed after ${minuteOf(after)} UTC. Delete it at ${exchange} too.`,
    action: `holdfast key undelete ${name}`,
  };
}

/** A moment for people, to the minute. */
function minuteOf(time: number): string {
  return iso(time).slice(0, 16).replace('T', ' ');
}

/** When a version is to be renewed; null: never. */
function rotateAt(active: VersionFacts, { rotateAfter }: AssessmentTimes): number | null {
  const span = rotationSpan(active.rotateAfterDays, rotateAfter);
  return span === null ? null : active.addedAt + span;
}

function noVersion(name: string): KeyFinding {
  return {
    level: 'due',
    code: 'no-version',
    text: 'No version of it signs; every request with it is refused.',
    action: `holdfast key rotate ${name}`,
  };
}

function activeFindings(facts: ExchangeKeyFacts, active: VersionFacts, times: AssessmentTimes): KeyFinding[] {
  return [
    ...riskFindings(facts, active),
    ...rotationFindings(facts, active, times),
    ...useFindings(facts, active, times),
    ...checkFindings(facts, active, times),
  ];
}

function riskFindings({ name }: ExchangeKeyFacts, active: VersionFacts): KeyFinding[] {
  const because = active.riskReason === null ? '' : ` Accepted because: ${active.riskReason}`;
  const text: Readonly<Record<Risk, string>> = {
    withdraw: 'It can withdraw.',
    'no-ip':
      active.permissions.ipRestricted === false
        ? 'It works from every address: at the exchange it is bound to none.'
        : 'It may work from every address: the exchange doesn’t say.',
    unverified: 'It could not be asked what it may do.',
  };
  const code: Readonly<Record<Risk, string>> = {
    withdraw: 'withdraw-enabled',
    'no-ip': 'no-ip',
    unverified: 'unverified',
  };
  const now = requiredRisks(active.permissions);
  return [
    ...now.map((risk): KeyFinding => {
      const accepted = active.acceptedRisks.includes(risk);
      return {
        level: accepted ? 'note' : 'urgent',
        code: code[risk],
        text: accepted ? `${text[risk]}${because}` : `${text[risk]} Nobody accepted that.`,
        action: accepted ? null : `holdfast key rotate ${name}`,
      };
    }),
    ...active.acceptedRisks
      .filter((risk) => !now.includes(risk))
      .map(
        (risk): KeyFinding => ({
          level: 'note',
          code: 'risk-gone',
          text: `It is accepted that the key ${riskText([risk])}, which isn’t so any more.`,
          action: null,
        }),
      ),
  ];
}

function rotationFindings(
  { name }: ExchangeKeyFacts,
  active: VersionFacts,
  { now, rotateAfter: usual, remindDays }: AssessmentTimes,
): KeyFinding[] {
  const rotateAfter = rotationSpan(active.rotateAfterDays, usual);
  if (rotateAfter === null) return [];
  const age = now - active.addedAt;
  const action = `holdfast key rotate ${name}`;
  if (age >= rotateAfter) {
    const text = `Its secret is ${spanText(age)} old; it is to be renewed after ${spanText(rotateAfter)}.`;
    return [{ level: 'due', code: 'rotation-due', text, action }];
  }
  const left = rotateAfter - age;
  if (left > leadMs(rotateAfter, remindDays)) return [];
  return [
    { level: 'note', code: 'rotation-soon', text: `It is to be renewed in ${spanText(left)}.`, action },
  ];
}

function useFindings(
  key: ExchangeKeyFacts,
  { addedAt, permissions }: VersionFacts,
  { now, unusedAfter }: AssessmentTimes,
): KeyFinding[] {
  const { name, signers, lastUsedAt, lastTradedAt } = key;
  const since = now - unusedAfter;
  const period = spanText(unusedAfter);
  if (lastUsedAt === null || lastUsedAt < since) {
    if (key.addedAt > since) return [];
    const nobody = signers.length === 0 ? 'No virtual key signs with it, and it' : 'It';
    return [
      {
        level: 'due',
        code: 'unused',
        text: `${nobody} was not used in the last ${period}. If nobody needs it, delete it at the exchange, then here.`,
        action: `holdfast key delete ${name} --reason unused`,
      },
    ];
  }
  if (signers.length === 0) {
    const text =
      'No virtual key signs with it any more. If nobody needs it, delete it at the exchange, then here.';
    return [{ level: 'due', code: 'no-virtual-keys', text, action: `holdfast key delete ${name}` }];
  }
  if (addedAt > since || permissions.trade !== true || (lastTradedAt !== null && lastTradedAt >= since))
    return [];
  const nobodyMay = signers.every(({ mayTrade }) => !mayTrade);
  return [
    {
      level: 'due',
      code: 'trade-unused',
      text: `It may trade, and nothing was traded with it in the last ${period}${nobodyMay ? '; no virtual key of it may trade' : ''}. A key that only reads is enough.`,
      action: `holdfast key rotate ${name}`,
    },
  ];
}

function checkFindings(
  { name }: ExchangeKeyFacts,
  { checkedAt }: VersionFacts,
  { now }: AssessmentTimes,
): KeyFinding[] {
  if (checkedAt !== null && now - checkedAt < CHECK_AGAIN_MS) return [];
  const when = checkedAt === null ? 'never' : `last ${spanText(now - checkedAt)} ago`;
  return [
    {
      level: 'note',
      code: 'check-old',
      text: `The exchange was ${when} asked what it may do.`,
      action: `holdfast key check ${name}`,
    },
  ];
}

function retiring({ name, exchange }: ExchangeKeyFacts, { version }: VersionFacts): KeyFinding {
  return {
    level: 'due',
    code: 'retiring',
    text: `Version ${version} was replaced and still works at ${exchange}. Delete it there, then retire it here.`,
    action: `holdfast key retire ${name} --version ${version}`,
  };
}

function frozenFindings({ frozen }: ExchangeKeyFacts): KeyFinding[] {
  if (frozen === null) return [];
  const why = frozen.reason === '' ? '' : `: ${frozen.reason}`;
  return [{ level: 'note', code: 'frozen', text: `Frozen by ${frozen.by}${why}.`, action: null }];
}
