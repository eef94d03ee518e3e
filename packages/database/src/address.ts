import { readFileSync } from 'node:fs';
import { HoldfastError } from '@holdfast/errors';

/** Where a PostgreSQL server listens, without who signs in. */
export interface DatabaseAddress {
  /** Host name, address, or the absolute folder of a Unix socket. */
  readonly host: string;
  readonly port: number;
  readonly database: string;
  /** Null: no TLS, which only loopback and Unix sockets may have. `ca` is PEM text, null for the system's roots. */
  readonly tls: { readonly ca: string | null } | null;
}

/** A parsed `DATABASE_URL`. */
export interface DatabaseUrl {
  readonly address: DatabaseAddress;
  readonly user: string | null;
  readonly password: string | null;
}

const KNOWN_OPTIONS = new Set(['host', 'sslmode', 'sslrootcert']);

/**
 * Reads a `postgres://` address. Options: `host` (folder of a Unix socket), `sslmode` (`disable` or `verify-full`),
 * `sslrootcert` (file). A server that is not on this machine needs `sslmode=verify-full`.
 *
 * @throws HoldfastError `DATABASE_URL_INVALID`; the message never holds the address, which has a password in it.
 * @example
 * parseDatabaseUrl('postgres://admin:secret@db.example:5432/holdfast?sslmode=verify-full');
 */
export function parseDatabaseUrl(text: string): DatabaseUrl {
  const url = URL.canParse(text) ? new URL(text) : null;
  if (url === null || !['postgres:', 'postgresql:'].includes(url.protocol)) {
    return invalid('it does not begin with postgres://');
  }
  for (const name of url.searchParams.keys()) {
    if (!KNOWN_OPTIONS.has(name)) invalid(`it has the option "${name}", which is not known`);
    if (url.searchParams.getAll(name).length > 1) invalid(`it has the option "${name}" twice`);
  }
  const socket = url.searchParams.get('host');
  if (socket !== null && (!socket.startsWith('/') || url.hostname !== '')) {
    invalid('"host" must be the folder of a Unix socket, and no other host may be named');
  }
  const host = socket ?? decode(url.hostname).replace(/^\[(.*)\]$/, '$1');
  if (host === '') invalid('it names no host');
  const database = decode(url.pathname.slice(1));
  if (database === '' || database.includes('/')) invalid('it names no database');
  return {
    address: {
      host,
      port: url.port === '' ? 5432 : Number(url.port),
      database,
      tls: tlsOf(host, url.searchParams.get('sslmode'), url.searchParams.get('sslrootcert')),
    },
    user: url.username === '' ? null : decode(url.username),
    password: url.password === '' ? null : decode(url.password),
  };
}

function tlsOf(host: string, mode: string | null, rootFile: string | null): DatabaseAddress['tls'] {
  if (mode !== null && mode !== 'disable' && mode !== 'verify-full') {
    return invalid('sslmode must be disable or verify-full');
  }
  if (mode === 'verify-full') return { ca: rootFile === null ? null : readRoot(rootFile) };
  if (rootFile !== null) invalid('sslrootcert needs sslmode=verify-full');
  if (!isLocal(host)) invalid('the server is not on this machine, so add sslmode=verify-full');
  return null;
}

function isLocal(host: string): boolean {
  return host.startsWith('/') || host === 'localhost' || host === '::1' || /^127(\.\d{1,3}){3}$/.test(host);
}

function readRoot(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return invalid('the file that sslrootcert names can’t be read');
  }
}

function decode(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return invalid('it has a percent sign that begins no escape');
  }
}

function invalid(reason: string): never {
  throw new HoldfastError('DATABASE_URL_INVALID', `The address of the database can’t be used: ${reason}.`);
}
