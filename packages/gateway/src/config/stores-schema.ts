import { z } from 'zod';

/*
 * Managed key stores. The gateway's process never reaches one: this part of the configuration is for the launcher and the
 * commands.
 */

const text = z.string().min(1).max(2048);
const timeout = z
  .int()
  .min(100)
  .max(120_000)
  .default(10_000)
  .describe('Time of one request, in milliseconds.');

const loginSchema = z.discriminatedUnion('method', [
  z.strictObject({
    method: z.literal('token'),
    file: text.nullable().default(null).describe('File with the token; else the variable VAULT_TOKEN.'),
  }),
  z.strictObject({
    method: z.literal('approle'),
    mount: text.default('approle'),
    role_id: text,
    secret_id_file: text.describe('File with the secret id.'),
  }),
  z.strictObject({
    method: z.literal('kubernetes'),
    mount: text.default('kubernetes'),
    role: text,
    token_file: text.default('/var/run/secrets/kubernetes.io/serviceaccount/token'),
  }),
]);

/** `stores` of `gateway.yaml`. */
export const storesSchema = z
  .strictObject({
    vault: z
      .strictObject({
        address: text.describe('https://, or http:// to this machine.'),
        namespace: text.nullable().default(null),
        ca: text
          .nullable()
          .default(null)
          .describe('File with certificates to trust instead of the system’s, PEM.'),
        login: loginSchema.describe('How we prove to it who we are.'),
        timeout_ms: timeout,
      })
      .nullable()
      .default(null)
      .describe('HashiCorp Vault or OpenBao.'),
    aws: z
      .strictObject({
        region: text,
        credentials: z
          .enum(['auto', 'environment', 'profile', 'container', 'instance'])
          .default('auto')
          .describe('Where credentials come from.'),
        profile: text.nullable().default(null).describe('Profile of the shared credentials file.'),
        endpoints: z
          .strictObject({
            kms: text.nullable().default(null),
            secretsmanager: text.nullable().default(null),
          })
          .prefault({})
          .describe('Addresses of VPC endpoints.'),
        ca: text
          .nullable()
          .default(null)
          .describe('File with certificates to trust instead of the system’s, PEM.'),
        timeout_ms: timeout,
      })
      .nullable()
      .default(null)
      .describe('AWS KMS and AWS Secrets Manager.'),
  })
  .prefault({})
  .describe('Managed key stores, for the vault’s key and for exchange keys that are imported.');

/** `imports` of `gateway.yaml`. */
export const importsSchema = z
  .strictObject({
    every_minutes: z
      .int()
      .min(1)
      .max(10_080)
      .nullable()
      .default(null)
      .describe('How often the launcher looks whether imported keys have rotated; never when left out.'),
    operator: text.nullable().default(null).describe('Who it is then, where the vault has operators.'),
    operator_key_file: text.nullable().default(null).describe('The private key of that operator.'),
  })
  .prefault({})
  .describe('Exchange keys that come from a key store.');
