import { HoldfastError } from '@holdfast/errors';
import pg from 'pg';

/** The steps of `pg`'s sign-in that are looked at here; a test signs in to servers that leave them out. */
interface SignIn {
  /** Null once the server has proved what it knows. */
  readonly saslSession: object | null | undefined;
  readonly connection: { readonly stream: { destroy(error: Error): void } };
  _handleAuthCleartextPassword(message: unknown): void;
  _handleAuthMD5Password(message: unknown): void;
  _handleAuthSASLFinal(message: unknown): void;
  _handleReadyForQuery(message: unknown): void;
}

const Client = pg.Client as unknown as new (config: pg.ClientConfig) => pg.Client & SignIn;

/**
 * A connection that gives its password to nobody, and trusts no server that doesn't prove to know it (SCRAM-SHA-256).
 * Without TLS nothing else tells the database from a program of another user that took its port while it was down.
 *
 * @see https://www.postgresql.org/docs/18/sasl-authentication.html
 */
export class ProvenClient extends Client {
  #proven = false;

  override _handleAuthCleartextPassword(): void {
    this.#refuse();
  }

  override _handleAuthMD5Password(): void {
    this.#refuse();
  }

  override _handleAuthSASLFinal(message: unknown): void {
    // An end without a beginning.
    if (this.saslSession) {
      super._handleAuthSASLFinal(message);
      // A wrong proof is left there.
      this.#proven = this.saslSession === null;
    } else this.#refuse();
  }

  override _handleReadyForQuery(message: unknown): void {
    if (this.#proven) super._handleReadyForQuery(message);
    else this.#refuse();
  }

  #refuse(): void {
    this.connection.stream.destroy(
      new HoldfastError(
        'DATABASE_UNAVAILABLE',
        'What answers at the database’s address does not prove to be the database: it must ask for scram-sha-256 (pg_hba.conf), or be reached with sslmode=verify-full.',
      ),
    );
  }
}
