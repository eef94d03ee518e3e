import { askStore, DEFAULT_TRANSPORT } from '../ask-store.ts';
import { isCredential, readCredentialFile } from '../secret-file.ts';
import { forgetJson, objectIn, readSecretJson } from '../secret-json.ts';
import { badCredentials, notUnderstood, unreachable } from '../store-errors.ts';
import { type AwsCredentials, credentialsIn } from './aws-credentials.ts';

type Environment = Readonly<Record<string, string | undefined>>;

const TRANSPORT = { ...DEFAULT_TRANSPORT, timeoutMs: 2000, answerBytes: 64 * 1024 };
const LOCAL = ['127.0.0.1', '[::1]', 'localhost'];

/**
 * Credentials of a container: of ECS, or of EKS Pod Identity.
 *
 * @returns null when the environment names no endpoint
 * @throws HoldfastError KEY_STORE_CREDENTIALS, KEY_STORE_UNREACHABLE
 * @see https://docs.aws.amazon.com/sdkref/latest/guide/feature-container-credentials.html
 */
export async function fromContainer(environment: Environment): Promise<AwsCredentials | null> {
  const url = containerUrl(environment);
  if (url === null) return null;
  const answer = await askStore(
    { method: 'GET', url, headers: { accept: 'application/json', ...proof(environment) }, body: null },
    TRANSPORT,
  );
  return readCredentials(url.origin, answer.status, answer.body);
}

/**
 * Credentials of an EC2 instance's role, by version 2 of its metadata service.
 *
 * @returns null when there is no such service, or no role
 * @throws HoldfastError KEY_STORE_CREDENTIALS
 * @see https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/instancedata-data-retrieval.html
 */
export async function fromInstance(environment: Environment): Promise<AwsCredentials | null> {
  if (environment.AWS_EC2_METADATA_DISABLED?.toLowerCase() === 'true') return null;
  const base = instanceUrl(environment);
  const token = await askStore(
    {
      method: 'PUT',
      url: new URL('/latest/api/token', base),
      headers: { 'x-aws-ec2-metadata-token-ttl-seconds': '21600', 'content-length': '0' },
      body: null,
    },
    TRANSPORT,
  );
  // Without a token there is version 1 only, which answers whoever can make the machine send a request.
  if (token.status !== 200 || !isCredential(token.body))
    throw badCredentials('the instance’s metadata service gives no token (version 2 of it is needed)');
  const headers = { 'x-aws-ec2-metadata-token': token.body.toString('latin1') };
  token.body.fill(0);
  const folder = new URL('/latest/meta-data/iam/security-credentials/', base);
  const roles = await askStore({ method: 'GET', url: folder, headers, body: null }, TRANSPORT);
  if (roles.status === 404) return null;
  const role = roles.body.toString('utf8').trim();
  if (roles.status !== 200 || !/^[\w+=,.@-]{1,64}$/.test(role))
    throw notUnderstood(base.origin, 'names no role');
  const answer = await askStore(
    { method: 'GET', url: new URL(role, folder), headers, body: null },
    TRANSPORT,
  );
  return readCredentials(base.origin, answer.status, answer.body);
}

function readCredentials(where: string, status: number, body: Buffer): AwsCredentials {
  const json = readSecretJson(body);
  body.fill(0);
  try {
    const answer = objectIn(json?.value);
    if (status >= 500 || status === 429)
      throw unreachable(where, `answers with status ${status}`, { status });
    if (status !== 200 || answer === null) throw badCredentials(`${where} gives none (status ${status})`);
    return credentialsIn(where, answer);
  } finally {
    forgetJson(json?.value);
  }
}

/** https to anywhere; http only to where no other machine can be. */
function containerUrl(environment: Environment): URL | null {
  const { AWS_CONTAINER_CREDENTIALS_RELATIVE_URI: path, AWS_CONTAINER_CREDENTIALS_FULL_URI: full } =
    environment;
  if (path !== undefined) {
    const url = URL.parse(path, 'http://169.254.170.2');
    if (path.startsWith('/') && url?.host === '169.254.170.2') return url;
    throw badCredentials('AWS_CONTAINER_CREDENTIALS_RELATIVE_URI is no path');
  }
  if (full === undefined) return null;
  const url = URL.parse(full);
  const hosts = [...LOCAL, '169.254.170.2', '169.254.170.23', '[fd00:ec2::23]'];
  const allowed = url?.protocol === 'https:' || (url?.protocol === 'http:' && hosts.includes(url.hostname));
  if (url !== null && allowed && `${url.username}${url.password}` === '') return url;
  throw badCredentials(
    'AWS_CONTAINER_CREDENTIALS_FULL_URI is neither https nor the container’s own endpoint',
  );
}

function proof(environment: Environment): Record<string, string> {
  const { AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE: file, AWS_CONTAINER_AUTHORIZATION_TOKEN: text } =
    environment;
  if (file === undefined && text === undefined) return {};
  const token = file === undefined ? Buffer.from(text ?? '') : readCredentialFile(file, { published: true });
  // ECS documents a token with a scheme in front, so a blank may be in it.
  if (token.length === 0 || token.some((byte) => byte < 0x20 || byte > 0x7e))
    throw badCredentials('the container’s authorization token is none');
  const authorization = token.toString('latin1');
  token.fill(0);
  return { authorization };
}

function instanceUrl({ AWS_EC2_METADATA_SERVICE_ENDPOINT: given }: Environment): URL {
  if (given === undefined) return new URL('http://169.254.169.254');
  const url = URL.parse(given);
  const hosts = [...LOCAL, '169.254.169.254', '[fd00:ec2::254]'];
  if (url?.protocol === 'http:' && hosts.includes(url.hostname)) return url;
  throw badCredentials('AWS_EC2_METADATA_SERVICE_ENDPOINT is not the metadata service’s');
}
