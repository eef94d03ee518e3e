import { HoldfastError } from '@holdfast/errors';
import type { Kek } from '@holdfast/vault';
import type { VaultControl } from '../administration/command.ts';
import type { RunningGateway } from './running-gateway.ts';

/** Opens the audit log with a key and keeps it; gives how to end that. @throws HoldfastError AUDIT_FROZEN and others */
export type KeepAudit = (kek: Kek) => Promise<() => Promise<void>>;

/** The vault of a gateway's process: open or sealed, with everything that depends on it. */
export class GatewayVault implements VaultControl {
  readonly #keepAudit: KeepAudit;
  #gateway: Pick<RunningGateway, 'open' | 'seal' | 'expect'> | null = null;
  #kek: Kek | null = null;
  #endAudit: (() => Promise<void>) | null = null;
  /** Counts seals, so that one that comes while the vault is being opened is not lost. */
  #seals = 0;

  constructor(keepAudit: KeepAudit) {
    this.#keepAudit = keepAudit;
  }

  get state(): 'open' | 'sealed' {
    return this.#kek === null ? 'sealed' : 'open';
  }

  get kek(): Kek | null {
    return this.#kek;
  }

  /** The gateway that opens and closes with the vault from now on. */
  attach(gateway: Pick<RunningGateway, 'open' | 'seal' | 'expect'>): void {
    this.#gateway = gateway;
  }

  async unseal(kek: Kek): Promise<void> {
    if (this.#kek !== null) throw new HoldfastError('VAULT_OPEN', 'The vault is open already.');
    const seals = this.#seals;
    const endAudit = await this.#keepAudit(kek);
    const checkUnsealed = () => {
      if (this.#seals !== seals) throw new HoldfastError('VAULT_SEALED', 'The vault was sealed meanwhile.');
    };
    try {
      // Who sealed was told that it holds, so not even a moment's requests may be signed.
      checkUnsealed();
      await this.#gateway?.open(kek);
      checkUnsealed();
    } catch (error) {
      this.#gateway?.seal();
      await endAudit();
      throw error;
    }
    this.#kek = kek;
    this.#endAudit = endAudit;
  }

  async seal(): Promise<void> {
    this.#seals++;
    this.#gateway?.seal();
    this.#kek = null;
    const endAudit = this.#endAudit;
    this.#endAudit = null;
    await endAudit?.();
  }

  async rekey<T>(next: Kek, work: () => Promise<T>): Promise<T> {
    const seals = this.#seals;
    this.#gateway?.expect(next);
    try {
      const result = await work();
      // A seal that came meanwhile holds.
      if (this.#seals === seals) {
        this.#kek = next;
        await this.#gateway?.open(next);
      }
      return result;
    } finally {
      this.#gateway?.expect(null);
    }
  }
}
