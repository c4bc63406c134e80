/** `npm run keys`: makes, lists and revokes API keys, in the database of the service. */
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { revokeApiKey, listApiKeys, type ApiKeyRecord } from '../src/access/api-key-store.ts';
import { apiKeyFaults, createApiKey, type ApiKeyRequest } from '../src/access/api-keys.ts';
import { OPEN_TENANT, SCOPES, type Scope } from '../src/access/principal.ts';
import { SCOPES_OF_ROLE } from '../src/access/roles.ts';
import { ConfigError, readConfig } from '../src/config.ts';
import { schemaFault } from '../src/db/migrate.ts';
import { createPool, type Pool } from '../src/db/pool.ts';
import { messageOf } from '../src/errors.ts';
import { readUrl } from './embedded-postgres/home.ts';
import { postgresDirectory } from './start/database.ts';
import { readSettings } from './start/settings.ts';
import { StartError } from './start/start-error.ts';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const USAGE = `Usage:
  npm run keys -- create --name <name> --role <viewer|operator|admin> | --scopes <scope,scope…> [--tenant <tenant>] [--user <user id>] [--expires-in-days <days>]
  npm run keys -- list
  npm run keys -- revoke <id>

Roles: a viewer sees and downloads; an operator also creates, cancels, retries and deletes; an admin also pauses queues.
Scopes: ${SCOPES.join(', ')} (all of them).
A key with --user sees that user's jobs only. The tenant is "${OPEN_TENANT}" unless it is given.`;

const EXIT_FAILED = 1;
const EXIT_USAGE = 2;

/** The command line is at fault; the usage is shown. */
class UsageError extends Error {}
/** It cannot be done, and the message says all that there is to say. */
class RefusedError extends Error {}

type Command = (pool: Pool) => Promise<void>;

try {
  const command = readCommand(process.argv.slice(2));
  if (command) await onDatabase(command);
  else console.log(USAGE);
} catch (error) {
  console.error(describe(error));
  process.exitCode = error instanceof UsageError ? EXIT_USAGE : EXIT_FAILED;
}

/** Null: help was asked for. @throws UsageError */
function readCommand(words: string[]): Command | null {
  const { values, positionals } = parse(words);
  const [name, ...operands] = positionals;
  if (values.help || name === 'help') return null;
  if (name === 'create') {
    demandOperands(operands, 0);
    const request = readRequest(values);
    return (pool) => create(pool, request);
  }
  if (Object.keys(values).length > 0) throw new UsageError('Only create takes options.');
  if (name === 'list') {
    demandOperands(operands, 0);
    return list;
  }
  if (name === 'revoke') {
    const [id = ''] = demandOperands(operands, 1);
    return (pool) => revoke(pool, id);
  }
  throw new UsageError(name === undefined ? 'A command is missing.' : `There is no command ${JSON.stringify(name)}.`);
}

function parse(words: string[]) {
  try {
    return parseArgs({
      args: words,
      allowPositionals: true,
      options: {
        name: { type: 'string' },
        role: { type: 'string' },
        scopes: { type: 'string' },
        tenant: { type: 'string' },
        user: { type: 'string' },
        'expires-in-days': { type: 'string' },
        help: { type: 'boolean', short: 'h' },
      },
    });
  } catch (error) {
    throw new UsageError(messageOf(error));
  }
}

function readRequest(values: ReturnType<typeof parse>['values']): ApiKeyRequest {
  const days = values['expires-in-days'];
  // Whether they are scopes is among the faults looked for.
  const listed = (values.scopes ?? '').split(/[\s,]+/).filter(Boolean) as Scope[];
  const request: ApiKeyRequest = {
    name: values.name ?? '',
    scopes: [...new Set([...scopesOfRole(values.role), ...listed])],
    tenant: values.tenant ?? OPEN_TENANT,
    userId: values.user ?? null,
    expiresInDays: days === undefined ? null : Number(days || Number.NaN),
  };
  const faults = apiKeyFaults(request);
  if (faults.length > 0) throw new UsageError(faults.join('\n'));
  return request;
}

function scopesOfRole(role: string | undefined): readonly Scope[] {
  if (role === undefined) return [];
  const scopes = (SCOPES_OF_ROLE as Record<string, readonly Scope[] | undefined>)[role];
  if (!scopes) throw new UsageError(`There is no role ${JSON.stringify(role)}.`);
  return scopes;
}

function demandOperands(operands: string[], count: number): string[] {
  if (operands.length === count) return operands;
  throw new UsageError(operands.length < count ? 'The id of the key is missing.' : 'There are too many words.');
}

async function onDatabase(command: Command): Promise<void> {
  const { databaseUrl } = readConfig({ ...process.env, ...embeddedDatabase() });
  const pool = createPool({ databaseUrl, applicationName: 'pressroom-keys', maxConnections: 1 });
  try {
    const fault = await schemaFault((text) => pool.query(text));
    if (fault !== null) throw new RefusedError(fault);
    await command(pool);
  } finally {
    await pool.close();
  }
}

/** Without DATABASE_URL the one that `npm start` runs is meant. */
function embeddedDatabase(): { DATABASE_URL?: string } {
  const { databaseUrl, dataDirectory } = readSettings(process.env, ROOT);
  if (databaseUrl !== undefined) return {};
  const url = readUrl(postgresDirectory(dataDirectory));
  if (url !== undefined) return { DATABASE_URL: url };
  throw new RefusedError(
    `DATABASE_URL is not set, and ${dataDirectory} has no embedded database yet.\n` +
      'Start the service with `npm start` first, or set DATABASE_URL to that of the service.',
  );
}

async function create(pool: Pool, request: ApiKeyRequest): Promise<void> {
  const { key, record } = await createApiKey(pool, request);
  console.log(`${key}\n`);
  console.log(`This is key ${record.id}. It is shown only now: keep it in a safe place.`);
  console.log('Send it as "Authorization: Bearer <key>".');
}

async function list(pool: Pool): Promise<void> {
  const keys = await listApiKeys(pool);
  if (keys.length === 0) return console.log('There are no keys.');
  const header = ['ID', 'NAME', 'TENANT', 'USER', 'SCOPES', 'CREATED', 'LAST USED', 'STATE'];
  console.log(table([header, ...keys.map(rowOf)]));
}

async function revoke(pool: Pool, id: string): Promise<void> {
  const record = await revokeApiKey(pool, id);
  if (!record) throw new RefusedError(`There is no key ${JSON.stringify(id)}: \`npm run keys -- list\` shows the ids.`);
  console.log(`Key ${record.id} (${record.name}) is revoked. It is refused everywhere within 5 seconds.`);
}

function rowOf(key: ApiKeyRecord): string[] {
  const { id, name, tenant, userId, scopes, createdAt, lastUsedAt } = key;
  return [id, name, tenant, userId ?? '-', scopes.join(','), dateOf(createdAt), dateOf(lastUsedAt), stateOf(key)];
}

function stateOf({ revokedAt, expiresAt }: ApiKeyRecord): string {
  if (revokedAt) return `revoked ${dateOf(revokedAt)}`;
  if (!expiresAt) return 'valid';
  return `${expiresAt <= new Date() ? 'expired' : 'valid until'} ${dateOf(expiresAt)}`;
}

function dateOf(time: Date | null): string {
  return time ? `${time.toISOString().slice(0, 16).replace('T', ' ')}Z` : 'never';
}

function table(rows: string[][]): string {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  return rows
    .map((row) =>
      row
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

function describe(error: unknown): string {
  if (error instanceof UsageError) return `${error.message}\n\n${USAGE}`;
  if ([RefusedError, ConfigError, StartError].some((kind) => error instanceof kind)) return messageOf(error);
  const { code } = error as { code?: unknown };
  if (code === 'ECONNREFUSED')
    return 'The database does not answer. The embedded one runs only while `npm start` runs.';
  return `The database refused: ${messageOf(error) || String(code)}`;
}
