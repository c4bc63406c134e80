import { EXIT_CONFIG } from '../../src/config.ts';
import { portProblem } from '../embedded-postgres/ports.ts';
import { announceWhenReady } from './announce.ts';
import { provideDashboard } from './dashboard.ts';
import { postgresDirectory, runDatabase } from './database.ts';
import { stopLeftovers } from './leftovers.ts';
import { keepRunning, runOnce, type Part, type PartCommand } from './part.ts';
import { claimRun, type KnownProcess, type RunFile } from './run-file.ts';
import { localAddress, type Settings } from './settings.ts';
import { StartError } from './start-error.ts';
import type { StopSignals } from './stop-signals.ts';

/** What is started: for each process the arguments of node. */
export interface Commands {
  /** Left out: there is no dashboard to be built. */
  dashboard?: readonly string[];
  migrate: readonly string[];
  api: readonly string[];
  worker: readonly string[];
}

interface Service {
  settings: Settings;
  commands: Commands;
  signals: StopSignals;
  workingDirectory: string;
  say: (line: string) => void;
}

/**
 * Runs the whole service until it is told to stop, then stops it in order: API and worker finish their work, Postgres
 * comes last.
 * @throws StartError when it cannot start or cannot go on; what had been started is stopped by then
 */
export async function runService(service: Service): Promise<void> {
  const { signals } = service;
  try {
    await startAndWait(service);
  } catch (error) {
    // Told to stop while it was starting: that is no failure.
    if (!signals.stop.aborted || error !== signals.stop.reason) throw error;
  }
}

async function startAndWait(service: Service): Promise<void> {
  const { settings, signals, say } = service;
  await using started = new AsyncDisposableStack();
  const runFile = claimRun(settings.dataDirectory, localAddress(settings));
  started.defer(() => runFile.release());
  await stopLeftovers(runFile.leftovers, { ...settings, stop: signals.stop, say });
  runFile.forgetLeftovers();
  await refusePortInUse(settings);
  const [database] = await Promise.all([provideDatabase(service, started), buildDashboard(service)]);
  signals.stop.throwIfAborted();
  const environment = environmentFor(settings, database.url);
  await migrate(service, environment);
  signals.stop.throwIfAborted();
  const parts = startParts(service, environment, runFile);
  started.defer(() => stopParts(parts));
  const stopped = new Promise<void>((resolve) => signals.stop.addEventListener('abort', () => resolve()));
  const announcing = new AbortController();
  void announceWhenReady(settings, database.description, announcing.signal, say);
  await Promise.race([stopped, database.ended, ...parts.map((part) => part.ended)]).finally(() => {
    announcing.abort();
    say(`Stopping: work under way may finish (up to ${settings.drainSeconds} s). Ctrl-C again ends everything now.`);
  });
}

async function provideDatabase(
  { settings, signals, say }: Service,
  started: AsyncDisposableStack,
): Promise<{ url: string | undefined; description: string; ended: Promise<void> }> {
  if (settings.databaseUrl !== undefined) {
    return { url: undefined, description: 'as DATABASE_URL says', ended: new Promise(() => undefined) };
  }
  const directory = postgresDirectory(settings.dataDirectory);
  const database = await runDatabase(settings.dataDirectory, signals, say);
  started.defer(() => database.stop());
  const { host } = new URL(database.url);
  return { ...database, description: `embedded Postgres at ${host}, its URL is in ${directory}/url` };
}

/** What the processes get: all that we have, and what only the supervisor knows. */
function environmentFor(settings: Settings, databaseUrl: string | undefined): NodeJS.ProcessEnv {
  // A person at a terminal sees what goes wrong, and not every request; elsewhere the logs are collected.
  const logLevel = settings.logLevel ?? (process.stdout.isTTY ? 'warn' : undefined);
  return {
    ...process.env,
    HOST: settings.host,
    PORT: String(settings.port),
    DATA_DIR: settings.dataDirectory,
    ...(databaseUrl === undefined ? {} : { DATABASE_URL: databaseUrl }),
    ...(logLevel === undefined ? {} : { LOG_LEVEL: logLevel }),
  };
}

async function buildDashboard(service: Service): Promise<void> {
  const { commands, signals, say } = service;
  if (commands.dashboard)
    await provideDashboard(commandFor(service, 'dashboard', commands.dashboard, process.env), signals, say);
}

async function migrate(service: Service, environment: NodeJS.ProcessEnv): Promise<void> {
  const code = await runOnce(commandFor(service, 'migration', service.commands.migrate, environment), service.signals);
  service.signals.stop.throwIfAborted();
  if (code === EXIT_CONFIG) throw new StartError('The configuration is refused, see above.');
  if (code !== 0)
    throw new StartError(`The database could not be brought up to date (exit code ${String(code)}), see above.`);
}

function startParts(service: Service, environment: NodeJS.ProcessEnv, runFile: RunFile): Part[] {
  const { settings, commands, signals, say } = service;
  const options = { ...settings, kill: signals.kill, say, onStart: (part: KnownProcess) => runFile.note(part) };
  const findFault = (): Promise<string | undefined> => portFault(settings);
  return [
    keepRunning(commandFor(service, 'API', commands.api, environment), { ...options, findFault }),
    keepRunning(commandFor(service, 'worker', commands.worker, environment), options),
  ];
}

async function stopParts(parts: readonly Part[]): Promise<void> {
  await Promise.all(parts.map((part) => part.stop()));
}

function commandFor(
  { workingDirectory }: Service,
  name: string,
  args: readonly string[],
  environment: NodeJS.ProcessEnv,
): PartCommand {
  return { name, args, environment, workingDirectory };
}

async function refusePortInUse(settings: Settings): Promise<void> {
  const fault = await portFault(settings);
  if (fault !== undefined) throw new StartError(fault);
}

async function portFault({ host, port }: Settings): Promise<string | undefined> {
  const problem = await portProblem(host, port);
  if (problem === undefined) return undefined;
  if (problem === 'EADDRINUSE') {
    return `Port ${port} on ${host} is in use by another program. Stop that one, or choose another port: PORT=${port + 1} npm start`;
  }
  return `Nothing can listen on port ${port} of ${host} (${problem}). Choose others with PORT and HOST.`;
}
