import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Service } from './client.ts';

const START_DEADLINE_MS = 120_000;

/**
 * The service of PRESSROOM_URL, else the one of `npm start` on this machine, else one that is started for the demo alone
 * and removed after it.
 */
export async function findOrStartService(): Promise<{ service: Service; stop: () => Promise<void> }> {
  const key = process.env.PRESSROOM_API_KEY;
  const headers: Record<string, string> = key ? { authorization: `Bearer ${key}` } : {};
  const given = process.env.PRESSROOM_URL;
  const url = given ?? `http://127.0.0.1:${process.env.PORT ?? '3000'}`;
  if (given || (await isReady(url))) return { service: { url: url.replace(/\/$/, ''), headers }, stop: async () => {} };
  return startService(headers);
}

async function startService(headers: Record<string, string>): Promise<{ service: Service; stop: () => Promise<void> }> {
  const dataDir = await mkdtemp(join(tmpdir(), 'pressroom-demo-'));
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  console.log(`No service runs here; starting one for the demo at ${url} …`);
  const child = spawn(process.execPath, ['scripts/start.ts'], {
    env: { ...process.env, PORT: String(port), DATA_DIR: dataDir, LOG_LEVEL: 'warn' },
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const stop = async (): Promise<void> => {
    await stopChild(child);
    await rm(dataDir, { recursive: true, force: true });
  };
  try {
    await waitUntilReady(url, child);
  } catch (error) {
    await stop();
    throw error;
  }
  return { service: { url, headers }, stop };
}

async function waitUntilReady(url: string, child: ChildProcess): Promise<void> {
  const deadline = Date.now() + START_DEADLINE_MS;
  while (!(await isReady(url))) {
    if (child.exitCode !== null) throw new Error(`the service ended with code ${child.exitCode} while it started`);
    if (Date.now() > deadline) throw new Error(`the service was not ready after ${START_DEADLINE_MS / 1000} s`);
    await sleep(200);
  }
}

async function isReady(url: string): Promise<boolean> {
  try {
    return (await fetch(`${url}/readyz`)).ok;
  } catch {
    return false;
  }
}

async function stopChild(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null) return;
  const exit = once(child, 'exit');
  child.kill('SIGINT');
  await exit;
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  return port;
}
