import type { AuditLog } from '../audit/audit-log.ts';
import type { AuditObserver } from './audit-service.ts';
import type { AuditState } from './running-gateway.ts';

/** Remembers how the audit log of this process stands, and says what an operator should know. */
export class AuditWatch implements AuditObserver, AuditState {
  readonly #clock: () => number;
  readonly #report: (message: string) => void;
  #log: AuditLog | null = null;
  #checkpointAt = Number.NaN;
  #onFailure: () => void = () => undefined;

  /** @param clock milliseconds since 1970 */
  constructor(clock: () => number, report: (message: string) => void) {
    this.#clock = clock;
    this.#report = report;
  }

  /** Called for each checkpoint that a place outside the database did not take. */
  onFailure(listener: () => void): void {
    this.#onFailure = listener;
  }

  size(): number {
    return this.#log?.size ?? Number.NaN;
  }

  checkpointAt(): number {
    return this.#checkpointAt;
  }

  opened(log: AuditLog): void {
    this.#log = log;
  }

  closed(): void {
    this.#log = null;
  }

  signed(): void {
    this.#checkpointAt = this.#clock();
  }

  notKept(sink: string): void {
    this.#onFailure();
    this.#report(`a checkpoint could not be kept in: ${sink}`);
  }

  failed(): void {
    this.#report('the audit log could not be signed; it is tried again');
  }
}
