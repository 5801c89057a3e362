import type { ConnectionOptions } from 'node:tls';
import { type Secret, secret } from '@tidemark/core/connector';
import type { SASLOptions } from 'kafkajs';

/** How to log in. What is secret may be a string or a `Secret`; it is never printed. */
export type SaslOptions =
  | PasswordLogin<'plain'>
  | PasswordLogin<'scram-sha-256'>
  | PasswordLogin<'scram-sha-512'>
  | {
      readonly mechanism: 'oauthbearer';
      readonly oauthBearerProvider: () => Promise<{ readonly value: string | Secret }>;
    };

interface PasswordLogin<Mechanism> {
  readonly mechanism: Mechanism;
  readonly username: string;
  readonly password: string | Secret;
}

/** Node's options of a TLS connection, where the private key and what opens it may be a `Secret`. */
export interface TlsOptions extends Omit<ConnectionOptions, 'key' | 'passphrase'> {
  readonly key?: ConnectionOptions['key'] | Secret;
  readonly passphrase?: string | Secret;
}

/** The same with every secret wrapped, to be kept. */
export function sealedSasl(sasl: SaslOptions | undefined): SaslOptions | undefined {
  if (sasl === undefined || sasl.mechanism === 'oauthbearer') return sasl;
  return { ...sasl, password: secret(sasl.password) };
}

/** The same with every secret wrapped, to be kept. */
export function sealedTls(ssl: boolean | TlsOptions): boolean | TlsOptions {
  if (typeof ssl === 'boolean') return ssl;
  const { key, passphrase } = ssl;
  return {
    ...ssl,
    ...(typeof key === 'string' ? { key: secret(key) } : {}),
    ...(passphrase === undefined ? {} : { passphrase: secret(passphrase) }),
  };
}

/** What kafkajs takes. It keeps the result and writes into it. */
export function revealedSasl(sasl: SaslOptions): SASLOptions {
  if (sasl.mechanism !== 'oauthbearer') {
    return { ...sasl, password: revealed(sasl.password) };
  }
  const { mechanism, oauthBearerProvider } = sasl;
  return {
    mechanism,
    oauthBearerProvider: async () => ({ value: revealed((await oauthBearerProvider()).value) }),
  };
}

/** The options as Node takes them. */
export function revealedTls(ssl: boolean | TlsOptions): boolean | ConnectionOptions {
  if (typeof ssl === 'boolean') return ssl;
  const { key, passphrase, ...others } = ssl;
  return {
    ...others,
    ...(key === undefined ? {} : { key: isSecret(key) ? key.reveal() : key }),
    ...(passphrase === undefined ? {} : { passphrase: revealed(passphrase) }),
  };
}

function revealed(value: string | Secret): string {
  return typeof value === 'string' ? value : value.reveal();
}

function isSecret(key: NonNullable<TlsOptions['key']>): key is Secret {
  return typeof key === 'object' && 'reveal' in key;
}
