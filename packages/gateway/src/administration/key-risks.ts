import { HoldfastError } from '@holdfast/errors';
import type { KeyPermissions } from '../dialect/dialect.ts';

/** What a person accepts with open eyes; see `requiredRisks`. */
export type Risk = 'withdraw' | 'no-ip' | 'unverified';

/** The risks of a key with these permissions; each must be accepted by name, with a reason. */
export function requiredRisks({ withdraw, ipRestricted }: KeyPermissions): Risk[] {
  const risks: Risk[] = [];
  if (withdraw === true) risks.push('withdraw');
  // Where the exchange doesn't tell, the key may work from everywhere.
  if (ipRestricted !== true) risks.push('no-ip');
  if (withdraw === null) risks.push('unverified');
  return risks;
}

/**
 * Every risk must be accepted by name, and with a reason.
 *
 * @throws HoldfastError KEY_RISK_NOT_ACCEPTED
 */
export function checkRisks(
  reason: string | null,
  {
    name,
    permissions,
    acceptedRisks,
  }: {
    readonly name: string;
    readonly permissions: KeyPermissions;
    readonly acceptedRisks: readonly Risk[];
  },
): void {
  const open = requiredRisks(permissions).filter((risk) => !acceptedRisks.includes(risk));
  if (open.length === 0 && (acceptedRisks.length === 0 || reason !== null)) return;
  throw new HoldfastError(
    'KEY_RISK_NOT_ACCEPTED',
    `The key ${riskText(open) || 'has accepted risks without a reason'}. Make a key with fewer permissions, or accept it: --accept-risk ${open.join(',')} --reason TEXT.`,
    { key: name, risks: open },
  );
}

/** What risks mean, in words that go on after "The key". */
export function riskText(risks: readonly Risk[]): string {
  return risks.map((risk) => RISK_TEXT[risk]).join(', ');
}

const RISK_TEXT: Readonly<Record<Risk, string>> = {
  withdraw: 'can withdraw',
  'no-ip': 'works from every address, as far as is known',
  unverified: 'could not be asked what it may do',
};
