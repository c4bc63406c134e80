import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';

/** The configuration, read once at start from the environment; nothing else in src or workers reads it. */
export interface Config {
  databaseUrl: string;
  host: string;
  port: number;
  logLevel: string;
  /** Connections of the process's pool; one more is used to listen. */
  databasePoolSize: number;
  /** How long a stopping process waits for what is under way. */
  drainSeconds: number;
  /** Jobs that a worker runs at once. */
  workerConcurrency: number;
  /** The job types that a worker runs; null: all. */
  workerTypes: string[] | null;
  maxJobBodyBytes: number;
  maxUploadBytes: number;
  storage: StorageConfig;
  /** Whether a credential must be shown. Off only on loopback. */
  authRequired: boolean;
  jwt: JwtConfig | null;
}

/** Where the bytes of files are. */
export interface StorageConfig {
  /** Where new bytes go. The others, where they are named, are still read. */
  active: 'postgres' | 'folder' | 's3';
  /** An absolute path. */
  folder: string | null;
  s3: S3Config | null;
}

export interface S3Config {
  bucket: string;
  /** null: Amazon's own. */
  endpoint: string | null;
  region: string;
  /** null: wherever the SDK finds them. */
  credentials: { accessKeyId: string; secretAccessKey: string } | null;
  forcePathStyle: boolean;
}

export interface JwtConfig {
  issuer: string;
  audience: string;
  /** Signature algorithms that are accepted, RFC 8725: never taken from the token. */
  algorithms: string[];
  /** Exactly one of the two is set. */
  jwksUrl: string | null;
  secret: string | null;
}

type Environment = Readonly<Record<string, string | undefined>>;

/** Every fault of the configuration at once, one line each. */
export class ConfigError extends Error {
  readonly faults: string[];

  constructor(faults: string[]) {
    super(
      `The configuration has ${faults.length === 1 ? 'a fault' : `${faults.length} faults`}:\n  ${faults.join('\n  ')}`,
    );
    this.name = 'ConfigError';
    this.faults = faults;
  }
}

/** For the shell, from sysexits.h: the configuration is at fault, starting again will not help. */
export const EXIT_CONFIG = 78;
/** The address is in use. */
export const EXIT_PORT_IN_USE = 75;

const LOG_LEVELS = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'];
const SYMMETRIC = /^HS(256|384|512)$/;
const ASYMMETRIC = /^(RS(256|384|512)|PS(256|384|512)|ES(256|384|512)|EdDSA|Ed25519)$/;
const MIB = 1024 * 1024;
const GIB = 1024 * MIB;

/** @throws ConfigError */
export function readConfig(env: Environment = process.env): Config {
  const faults: string[] = [];
  const read = reader(env, faults);
  const host = read.text('HOST', '127.0.0.1');
  const jwt = readJwt(read, faults);
  const config: Config = {
    databaseUrl: readDatabaseUrl(read, faults),
    host,
    port: read.integer('PORT', 3000, 0, 65_535),
    logLevel: read.choice('LOG_LEVEL', 'info', LOG_LEVELS),
    databasePoolSize: read.integer('DATABASE_POOL_SIZE', 10, 4, 200),
    drainSeconds: read.integer('DRAIN_SECONDS', 25, 1, 3_600),
    workerConcurrency: read.integer('WORKER_CONCURRENCY', 4, 1, 100),
    workerTypes: read.list('WORKER_TYPES'),
    maxJobBodyBytes: read.integer('MAX_JOB_BODY_BYTES', 8 * MIB, 1_024, 64 * MIB),
    maxUploadBytes: read.integer('MAX_UPLOAD_BYTES', GIB, 1, 32 * GIB),
    storage: readStorage(read, faults),
    authRequired: readAuth(read, faults, host, jwt !== null),
    jwt,
  };
  if (faults.length > 0) throw new ConfigError(faults);
  return config;
}

/** Whether only this machine can reach an address. */
export function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || /^127\.\d+\.\d+\.\d+$/.test(host);
}

function readDatabaseUrl(read: Reader, faults: string[]): string {
  const url = read.text('DATABASE_URL', '');
  if (!url)
    faults.push(
      'DATABASE_URL is not set: postgres://user:password@host:5432/database (`npm start` without it runs its own Postgres)',
    );
  else if (!/^postgres(ql)?:\/\//.test(url)) faults.push('DATABASE_URL must begin with postgres://');
  return url;
}

function readStorage(read: Reader, faults: string[]): StorageConfig {
  const active = read.choice('ARTIFACT_STORE', 'postgres', ['postgres', 'folder', 's3']) as StorageConfig['active'];
  const folder = read.text('ARTIFACT_FOLDER', '');
  const s3 = readS3(read, faults);
  if (active === 'folder' && !folder) faults.push('ARTIFACT_FOLDER is not set, and ARTIFACT_STORE=folder needs it');
  if (active === 's3' && !s3) faults.push('S3_BUCKET is not set, and ARTIFACT_STORE=s3 needs it');
  return { active, folder: folder ? resolve(folder) : null, s3 };
}

function readS3(read: Reader, faults: string[]): S3Config | null {
  const bucket = read.text('S3_BUCKET', '');
  const endpoint = read.text('S3_ENDPOINT', '') || null;
  const region = read.text('S3_REGION', '');
  const accessKeyId = read.text('S3_ACCESS_KEY_ID', '');
  const secretAccessKey = read.text('S3_SECRET_ACCESS_KEY', '');
  const pathStyle = read.choice('S3_FORCE_PATH_STYLE', endpoint ? 'true' : 'false', ['true', 'false']);
  if (!bucket && (endpoint || region || accessKeyId || secretAccessKey))
    faults.push('S3_BUCKET is not set, and the other S3 settings need it');
  if (endpoint && !isHttpUrl(endpoint)) faults.push('S3_ENDPOINT must be a URL that begins with http:// or https://');
  if (bucket && !region && !endpoint) faults.push('S3_REGION is not set; only with S3_ENDPOINT it may be left out');
  if (!accessKeyId !== !secretAccessKey)
    faults.push('S3_ACCESS_KEY_ID and S3_SECRET_ACCESS_KEY must be set together, or neither');
  if (!bucket) return null;
  const credentials = accessKeyId && secretAccessKey ? { accessKeyId, secretAccessKey } : null;
  return { bucket, endpoint, region: region || 'us-east-1', credentials, forcePathStyle: pathStyle === 'true' };
}

function isHttpUrl(text: string): boolean {
  return /^https?:\/\//.test(text) && URL.canParse(text);
}

function readAuth(read: Reader, faults: string[], host: string, hasJwt: boolean): boolean {
  const mode = read.choice('AUTH', 'auto', ['auto', 'required', 'off']);
  if (mode === 'off' && !isLoopback(host)) faults.push(`AUTH=off is only possible on loopback, and HOST is ${host}`);
  if (mode === 'auto') return hasJwt || !isLoopback(host);
  return mode === 'required';
}

function readJwt(read: Reader, faults: string[]): JwtConfig | null {
  const issuer = read.text('JWT_ISSUER', '');
  const audience = read.text('JWT_AUDIENCE', '');
  const jwksUrl = read.text('JWT_JWKS_URL', '') || null;
  const secret = read.text('JWT_SECRET', '') || null;
  const algorithms = read.list('JWT_ALGORITHMS') ?? (secret ? ['HS256'] : ['RS256', 'ES256', 'EdDSA']);
  if (!issuer && !audience && !jwksUrl && !secret) return null;
  if (!issuer) faults.push('JWT_ISSUER is not set, and the other JWT settings need it');
  if (!audience) faults.push('JWT_AUDIENCE is not set, and the other JWT settings need it');
  if ((jwksUrl === null) === (secret === null)) faults.push('exactly one of JWT_JWKS_URL and JWT_SECRET must be set');
  if (secret && secret.length < 32) faults.push('JWT_SECRET must have 32 characters at least');
  if (jwksUrl && !/^https:\/\/|^http:\/\/(localhost|127\.0\.0\.1|\[::1\])[:/]/.test(jwksUrl)) {
    faults.push('JWT_JWKS_URL must begin with https:// (http:// only on loopback)');
  }
  const allowed = secret ? SYMMETRIC : ASYMMETRIC;
  for (const name of algorithms) {
    if (!allowed.test(name))
      faults.push(`JWT_ALGORITHMS: ${name} does not go with ${secret ? 'JWT_SECRET' : 'JWT_JWKS_URL'}`);
  }
  return { issuer, audience, algorithms, jwksUrl, secret };
}

type Reader = ReturnType<typeof reader>;

function reader(env: Environment, faults: string[]) {
  function text(name: string, fallback: string): string {
    const file = env[`${name}_FILE`];
    if (!file) return env[name]?.trim() || fallback;
    if (env[name]) faults.push(`${name} and ${name}_FILE are both set`);
    try {
      return readFileSync(file, 'utf8').trim();
    } catch {
      faults.push(`${name}_FILE: ${file} cannot be read`);
      return fallback;
    }
  }
  return {
    text,
    integer(name: string, fallback: number, least: number, most: number): number {
      const given = text(name, '');
      if (!given) return fallback;
      const value = /^\d{1,15}$/.test(given) ? Number(given) : Number.NaN;
      if (value >= least && value <= most) return value;
      faults.push(`${name} must be a whole number from ${least} to ${most}, not ${JSON.stringify(given.slice(0, 40))}`);
      return fallback;
    },
    choice(name: string, fallback: string, choices: string[]): string {
      const given = text(name, fallback);
      if (choices.includes(given)) return given;
      faults.push(`${name} must be one of ${choices.join(', ')}, not ${JSON.stringify(given.slice(0, 40))}`);
      return fallback;
    },
    list(name: string): string[] | null {
      const words = text(name, '')
        .split(/[\s,]+/)
        .filter(Boolean);
      return words.length > 0 ? words : null;
    },
  };
}
