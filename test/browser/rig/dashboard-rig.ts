import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { chromium, type Browser, type BrowserContext, type Page } from 'playwright-core';
import { freePort } from '../../../scripts/embedded-postgres/ports.ts';
import { startKeeper } from '../../faults/rig/keeper.ts';
import { startPart, type PartProcess } from '../../faults/rig/part-process.ts';
import { startStreamService, type StreamService } from '../../http/streams/stream-service.ts';

const ROOT = fileURLToPath(new URL('../../../', import.meta.url));

/** The dashboard as people have it: built, served by an API process, with a worker process and a browser before it. */
export interface DashboardRig {
  url: string;
  /** The same database, for a test that plays the worker of the types that the real one does not take. */
  service: StreamService;
  /** What pages threw, or their policy refused. */
  errors: string[];
  newContext(options?: Parameters<Browser['newContext']>[0]): Promise<BrowserContext>;
  /** Opens a room of the dashboard, such as `#/jobs`; by another address where something stands before the service. */
  open(context: BrowserContext, room?: string, by?: string): Promise<Page>;
  killApi(): Promise<void>;
  /** Does nothing while it runs. */
  startApi(): Promise<void>;
  close(): Promise<void>;
}

/** What the real worker takes. */
const WORKER_TYPES = 'pdf,document,spreadsheet';

/** @param settings of the environment of API and worker, such as AUTH */
export async function startDashboardRig(settings: Readonly<Record<string, string>> = {}): Promise<DashboardRig> {
  const [service, port] = await Promise.all([startStreamService(), freePort(), buildDashboard()]);
  const keeper = startKeeper();
  const environment = {
    DATABASE_URL: service.context.config.databaseUrl,
    PORT: String(port),
    AUTH: 'off',
    ...settings,
  };
  const startApi = (): Promise<PartProcess> => startPart('api', environment, keeper);
  let api = await startApi();
  const worker = await startPart('worker', { ...environment, WORKER_TYPES }, keeper);
  const browser = await chromium.launch({
    executablePath: process.env.CHROMIUM_PATH ?? '/usr/bin/chromium',
    args: ['--no-sandbox', '--force-color-profile=srgb'],
  });
  const url = `http://127.0.0.1:${port}`;
  const errors: string[] = [];
  return {
    url,
    service,
    errors,
    newContext: (options) => browser.newContext(options),
    async open(context, room = '', by = url) {
      const page = await context.newPage();
      page.on('pageerror', (error) => errors.push(String(error)));
      page.on('console', (message) => message.text().includes('Content Security') && errors.push(message.text()));
      await page.goto(`${by}/${room}`);
      return page;
    },
    async killApi() {
      api.signal('SIGKILL');
      await api.exit;
    },
    async startApi() {
      if (api.hasEnded()) api = await startApi();
    },
    async close() {
      await browser.close();
      for (const part of [worker, api]) part.signal('SIGTERM');
      await Promise.all([worker.exit, api.exit]);
      const left = await keeper.finish();
      await service.close();
      if (left.length > 0) throw new Error(`Still running: ${left.join(', ')}`);
    },
  };
}

/** As a child: the builder wants a process without Jest's ways of loading. */
async function buildDashboard(): Promise<void> {
  await promisify(execFile)(process.execPath, ['scripts/build-dashboard.ts'], { cwd: ROOT });
}
