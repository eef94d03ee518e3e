import { HoldfastError } from '@holdfast/errors';
import {
  askStore,
  DEFAULT_TRANSPORT,
  type StoreAnswer,
  type StoreTransport,
  storeUrl,
} from '../ask-store.ts';
import { objectIn, readSecretJson, type SecretObject, textIn } from '../secret-json.ts';
import { badCredentials, notUnderstood, refused, unreachable } from '../store-errors.ts';
import { CREDENTIAL_SOURCES, type CredentialSource } from './aws-credentials.ts';
import { CredentialChain } from './credential-chain.ts';
import { amzDate, authorization } from './sigv4.ts';

/** How AWS is reached, as `stores.aws` of the configuration says it. */
export interface AwsSettings {
  readonly region: string;
  /** Addresses other than AWS's public ones: VPC endpoints, or servers on this machine. */
  readonly endpoints: { readonly kms: string | null; readonly secretsmanager: string | null };
  readonly credentials: CredentialSource;
  readonly profile: string | null;
  /** Certificates to trust instead of the system's, PEM. */
  readonly ca: string | null;
  readonly timeoutMs: number;
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Milliseconds since 1970. */
  readonly clock?: () => number;
}

export type AwsService = 'kms' | 'secretsmanager';

/** AWS said no, by the name of its exception. */
export class AwsRefusal extends HoldfastError {
  readonly exception: string;

  constructor(store: string, exception: string, why: string, status: number) {
    super('KEY_STORE_REFUSED', `The key store ${store} ${why} (${exception}).`, { store, status, exception });
    this.exception = exception;
  }
}

/**
 * Exceptions that this program knows. Others are only called unknown: the name is part of an answer, and nothing of an answer is
 * repeated that might be anything else.
 */
const REFUSALS: Readonly<Record<string, string>> = {
  AccessDeniedException: 'denies it: the policy of the role, or of the key, does not allow this call',
  UnrecognizedClientException: 'does not know the access key',
  InvalidClientTokenId: 'does not know the access key',
  InvalidSignatureException: 'does not accept the signature: the secret access key is wrong',
  SignatureDoesNotMatch: 'does not accept the signature: the secret access key is wrong',
  IncompleteSignature: 'does not accept the signature',
  MissingAuthenticationTokenException: 'found no signature',
  OptInRequired: 'does not serve this account',
  DisabledException: 'has that key disabled',
  NotFoundException: 'has no such key',
  InvalidArnException: 'does not take the key’s name',
  InvalidKeyUsageException: 'has a key of another kind: it must be a symmetric key for encryption',
  KMSInvalidStateException: 'has a key that can’t be used now, such as one that waits for its deletion',
  InvalidCiphertextException: 'does not take the wrapped key: it was changed, or is of another vault',
  IncorrectKeyException: 'says that another key wrapped it',
  InvalidGrantTokenException: 'does not take a grant',
  ResourceNotFoundException: 'has no such secret, or no such version of it',
  InvalidRequestException: 'does not give the secret, which may wait for its deletion',
  InvalidParameterException: 'does not take a parameter',
  ValidationException: 'does not take a parameter',
  DecryptionFailure: 'can’t decrypt the secret with its own key',
};

const LATER: ReadonlySet<string> = new Set([
  ...['ThrottlingException', 'Throttling', 'RequestLimitExceeded', 'LimitExceededException'],
  ...[
    'KMSInternalException',
    'DependencyTimeoutException',
    'KeyUnavailableException',
    'DryRunOperationException',
  ],
  ...['InternalServiceError', 'InternalFailure', 'ServiceUnavailable', 'ServiceUnavailableException'],
]);
const EXPIRED: ReadonlySet<string> = new Set(['ExpiredTokenException', 'ExpiredToken', 'RequestExpired']);
const MOST_SKEW_MS = 5 * 60_000;

/** Calls of AWS's JSON protocols, signed. */
export class AwsClient {
  readonly #settings: AwsSettings;
  readonly #chain: CredentialChain;
  readonly #transport: StoreTransport;
  readonly #clock: () => number;

  /** @throws HoldfastError CONFIG_INVALID */
  constructor(settings: AwsSettings) {
    const { region, credentials, profile, environment, clock = Date.now, timeoutMs, ca } = settings;
    if (!/^[a-z]{2}(-[a-z]+)+-\d{1,2}$/.test(region))
      throw new HoldfastError('CONFIG_INVALID', 'stores.aws.region must be a region, such as eu-central-1.');
    if (!CREDENTIAL_SOURCES.includes(credentials))
      throw new HoldfastError(
        'CONFIG_INVALID',
        `stores.aws.credentials must be one of ${CREDENTIAL_SOURCES.join(', ')}.`,
      );
    this.#settings = settings;
    this.#clock = clock;
    this.#chain = new CredentialChain({ source: credentials, profile, environment, clock });
    this.#transport = { ...DEFAULT_TRANSPORT, ca, timeoutMs };
  }

  /** The address of a service. */
  url(service: AwsService): URL {
    const { region, endpoints } = this.#settings;
    const own = endpoints[service];
    if (own !== null) return storeUrl(own, `stores.aws.endpoints.${service}`);
    const domain = region.startsWith('cn-') ? 'amazonaws.com.cn' : 'amazonaws.com';
    return new URL(`https://${service}.${region}.${domain}/`);
  }

  /**
   * One call. Its answer may hold secrets: who gets it forgets it.
   *
   * @param target such as `TrentService.Decrypt`
   * @param body makes the JSON anew for each attempt, because it is zeroed when it was sent
   * @throws AwsRefusal, HoldfastError KEY_STORE_UNREACHABLE, KEY_STORE_UNTRUSTED, KEY_STORE_ANSWER_INVALID,
   *   KEY_STORE_CREDENTIALS
   */
  async call(service: AwsService, target: string, body: () => Buffer): Promise<SecretObject> {
    const first = await this.#ask(service, target, body());
    if (first !== 'expired') return first;
    // Credentials of a container or an instance may have been withdrawn before their time.
    const again = this.#chain.forget() ? await this.#ask(service, target, body()) : first;
    if (again !== 'expired') return again;
    throw badCredentials('AWS says that they have expired');
  }

  async #ask(service: AwsService, target: string, body: Buffer): Promise<SecretObject | 'expired'> {
    const url = this.url(service);
    const { accessKeyId, secret, sessionToken } = await this.#chain.get();
    const now = this.#clock();
    const time = amzDate(now);
    const headers = {
      host: url.host,
      'content-type': 'application/x-amz-json-1.1',
      'x-amz-date': time,
      'x-amz-target': target,
      ...(sessionToken === null ? {} : { 'x-amz-security-token': sessionToken }),
    };
    const scope = { time, region: this.#settings.region, service };
    const signed = authorization(
      { method: 'POST', path: decodeURIComponent(url.pathname), query: [], headers, body },
      scope,
      accessKeyId,
      secret,
    );
    const answer = await askStore(
      { method: 'POST', url, headers: { ...headers, authorization: signed }, body },
      this.#transport,
    );
    return readAnswer(url.origin, answer, now);
  }
}

function readAnswer(
  store: string,
  { status, headers, body }: StoreAnswer,
  now: number,
): SecretObject | 'expired' {
  const json = readSecretJson(body);
  body.fill(0);
  const answer = objectIn(json?.value);
  if (status === 200 && answer !== null) return answer;
  if (status === 200) throw notUnderstood(store, 'gives no JSON object');
  if (status >= 300 && status < 400) throw notUnderstood(store, `sends elsewhere (status ${status})`);
  const exception = (textIn(answer?.get('__type')) ?? '').split('#').at(-1) ?? '';
  if (EXPIRED.has(exception)) return 'expired';
  if (status >= 500 || status === 429 || LATER.has(exception)) {
    throw unreachable(store, `asks to come back later (status ${status})`, { status });
  }
  const skew = Math.abs(Date.parse(headers.date ?? '') - now);
  if (exception === 'InvalidSignatureException' && skew > MOST_SKEW_MS) {
    const why = `does not accept the signature, because this machine’s clock differs by ${Math.round(skew / 60_000)} minutes`;
    throw new AwsRefusal(store, exception, why, status);
  }
  const why = Object.hasOwn(REFUSALS, exception) ? REFUSALS[exception] : undefined;
  if (why !== undefined) throw new AwsRefusal(store, exception, why, status);
  throw refused(store, `refuses, for a reason that this version does not know (status ${status})`, {
    status,
  });
}
