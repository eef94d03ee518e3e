import { createCipheriv, createDecipheriv, randomBytes, randomUUID } from 'node:crypto';
import aws4 from 'aws4';
import { type Got, type LocalServer, localServer, type Said } from './local-server.ts';

/*
 * KMS, Secrets Manager, a container's credential endpoint and an instance's metadata service on loopback, written from AWS's
 * public API references. Signatures are checked by an independent library.
 */

interface Identity {
  readonly secret: string;
  readonly token: string | null;
  readonly expired: boolean;
  /** Actions that it may, such as `kms:Decrypt`; null for all. */
  readonly allows: readonly string[] | null;
}

interface LocalKmsKey {
  readonly arn: string;
  readonly material: Buffer;
  state: 'Enabled' | 'Disabled' | 'PendingDeletion';
}

interface LocalSecret {
  version: string;
  value: string;
}

export interface LocalAws {
  readonly server: LocalServer;
  readonly identities: Map<string, Identity>;
  /** By id, ARN and alias. */
  readonly keys: Map<string, LocalKmsKey>;
  readonly secrets: Map<string, LocalSecret>;
  throttled: boolean;
  /** Milliseconds that AWS's clock is ahead of ours. */
  skewMs: number;
  /** What the container and the instance endpoints give. */
  lent: { AccessKeyId: string; SecretAccessKey: string; Token: string; Expiration: string } | null;
  role: string | null;
  makeKey(alias: string): LocalKmsKey;
}

export const REGION = 'eu-central-1';
export const KEY_ID = 'AKIDEXAMPLE';
export const SECRET_KEY = 'wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY';
const IMDS_TOKEN = 'AQAEAExampleImdsToken==';

export async function localAws(options: { readonly clock?: () => number } = {}): Promise<LocalAws> {
  const { clock = Date.now } = options;
  const aws: LocalAws = {
    server: undefined as unknown as LocalServer,
    identities: new Map([[KEY_ID, { secret: SECRET_KEY, token: null, expired: false, allows: null }]]),
    keys: new Map(),
    secrets: new Map(),
    throttled: false,
    skewMs: 0,
    lent: null,
    role: null,
    makeKey(alias) {
      const id = randomUUID();
      const arn = `arn:aws:kms:${REGION}:111122223333:key/${id}`;
      const key: LocalKmsKey = { arn, material: randomBytes(32), state: 'Enabled' };
      for (const name of [id, arn, alias]) aws.keys.set(name, key);
      return key;
    },
  };
  return Object.assign(aws, { server: await localServer((got) => answer(aws, got, clock)) });
}

function failed(exception: string, status = 400): Said {
  return { status, body: { __type: exception, message: 'words of AWS' } };
}

function answer(aws: LocalAws, got: Got, clock: () => number): Said {
  if (got.path === '/container') {
    const known = got.headers.authorization === 'Bearer pod-token';
    return known && aws.lent !== null
      ? { status: 200, body: aws.lent }
      : { status: 401, body: { message: 'no' } };
  }
  if (got.path.startsWith('/latest/')) return metadata(aws, got);
  const [namespace, action = ''] = String(got.headers['x-amz-target']).split('.');
  const service = namespace === 'TrentService' ? 'kms' : 'secretsmanager';
  const refusal = authenticate(aws, got, service, action, clock() + aws.skewMs);
  if (refusal !== null)
    return { ...refusal, headers: { date: new Date(clock() + aws.skewMs).toUTCString() } };
  if (aws.throttled) return failed('ThrottlingException');
  const asked = JSON.parse(got.body) as Record<string, unknown>;
  return service === 'kms' ? kms(aws, action, asked) : secretsManager(aws, action, asked);
}

function authenticate(aws: LocalAws, got: Got, service: string, action: string, now: number): Said | null {
  const match =
    /^AWS4-HMAC-SHA256 Credential=(\w+)\/(\d{8})\/([\w-]+)\/([\w-]+)\/aws4_request, SignedHeaders=([\w;-]+), Signature=[0-9a-f]{64}$/.exec(
      got.headers.authorization ?? '',
    );
  if (match === null) return failed('MissingAuthenticationTokenException', 403);
  const [, id = '', , region = '', scope, signed = ''] = match;
  const identity = aws.identities.get(id);
  const token = got.headers['x-amz-security-token'] ?? null;
  if (identity === undefined || identity.token !== token) return failed('UnrecognizedClientException');
  const headers = Object.fromEntries(signed.split(';').map((name) => [name, String(got.headers[name])]));
  headers['content-length'] = String(got.headers['content-length']);
  const { headers: expected } = aws4.sign(
    {
      method: got.method,
      host: String(got.headers.host),
      path: got.path,
      service,
      region,
      // The library signs the length too, so what is compared is signed by name.
      headers,
      extraHeadersToIgnore: { 'content-length': true },
      body: got.body,
    },
    { accessKeyId: id, secretAccessKey: identity.secret },
  );
  if (region !== REGION || scope !== service || expected.Authorization !== got.headers.authorization)
    return failed('InvalidSignatureException');
  const sent = String(got.headers['x-amz-date']).replace(/^(....)(..)(..T..)(..)(..Z)$/, '$1-$2-$3:$4:$5');
  if (Math.abs(Date.parse(sent) - now) > 5 * 60_000) return failed('InvalidSignatureException');
  if (identity.expired) return failed('ExpiredTokenException');
  const allowed = identity.allows?.includes(`${service}:${action}`) ?? true;
  return allowed ? null : failed('AccessDeniedException');
}

function kms(aws: LocalAws, action: string, asked: Record<string, unknown>): Said {
  const key = aws.keys.get(String(asked.KeyId));
  if (key === undefined) return failed('NotFoundException');
  if (key.state === 'Disabled') return failed('DisabledException');
  if (key.state === 'PendingDeletion') return failed('KMSInvalidStateException');
  const context = Buffer.from(JSON.stringify(Object.entries(asked.EncryptionContext ?? {}).sort()));
  if (action === 'Encrypt') {
    const nonce = randomBytes(12);
    const cipher = createCipheriv('aes-256-gcm', key.material, nonce).setAAD(context);
    const sealed = [
      cipher.update(Buffer.from(String(asked.Plaintext), 'base64')),
      cipher.final(),
      cipher.getAuthTag(),
    ];
    const blob = Buffer.concat([Buffer.from(key.arn.slice(-36)), nonce, ...sealed]).toString('base64');
    return {
      status: 200,
      body: { KeyId: key.arn, CiphertextBlob: blob, EncryptionAlgorithm: 'SYMMETRIC_DEFAULT' },
    };
  }
  if (action !== 'Decrypt') return failed('UnknownOperationException');
  const blob = Buffer.from(String(asked.CiphertextBlob), 'base64');
  const wrappedBy = blob.toString('latin1', 0, 36);
  if (!aws.keys.has(wrappedBy)) return failed('InvalidCiphertextException');
  if (!key.arn.endsWith(wrappedBy)) return failed('IncorrectKeyException');
  try {
    const decipher = createDecipheriv('aes-256-gcm', key.material, blob.subarray(36, 48)).setAAD(context);
    decipher.setAuthTag(blob.subarray(-16));
    const plaintext = Buffer.concat([decipher.update(blob.subarray(48, -16)), decipher.final()]).toString(
      'base64',
    );
    return {
      status: 200,
      body: { KeyId: key.arn, Plaintext: plaintext, EncryptionAlgorithm: 'SYMMETRIC_DEFAULT' },
    };
  } catch {
    return failed('InvalidCiphertextException');
  }
}

function secretsManager(aws: LocalAws, action: string, asked: Record<string, unknown>): Said {
  const secret = aws.secrets.get(String(asked.SecretId));
  if (action !== 'GetSecretValue') return failed('UnknownOperationException');
  if (secret === undefined || asked.VersionStage !== 'AWSCURRENT') return failed('ResourceNotFoundException');
  return {
    status: 200,
    body: {
      ...{ ARN: `arn:aws:secretsmanager:${REGION}:111122223333:secret:x-AbCdEf`, Name: asked.SecretId },
      ...{
        VersionId: secret.version,
        SecretString: secret.value,
        VersionStages: ['AWSCURRENT'],
        CreatedDate: 1.7e9,
      },
    },
  };
}

function metadata(aws: LocalAws, { method, path, headers }: Got): Said {
  if (path === '/latest/api/token') {
    const asked = method === 'PUT' && Number(headers['x-aws-ec2-metadata-token-ttl-seconds']) > 0;
    return asked ? { status: 200, body: IMDS_TOKEN } : { status: 400 };
  }
  if (headers['x-aws-ec2-metadata-token'] !== IMDS_TOKEN) return { status: 401 };
  const folder = '/latest/meta-data/iam/security-credentials/';
  if (aws.role === null || aws.lent === null) return { status: 404 };
  if (path === folder) return { status: 200, body: aws.role };
  return path === `${folder}${aws.role}`
    ? { status: 200, body: { Code: 'Success', ...aws.lent } }
    : { status: 404 };
}
