import { chromium, type Browser, type BrowserContext, type Page } from 'playwright-core';
import { freePort } from '../../../scripts/embedded-postgres/ports.ts';
import { startKeeper } from '../../faults/rig/keeper.ts';
import { startPart, type PartProcess } from '../../faults/rig/part-process.ts';
import { startStreamService, type StreamService } from '../../http/streams/stream-service.ts';
import { startGateway, type Gateway } from './gateway.ts';
import { buildPages, type BuiltPages } from './pages.ts';

/** A browser before a real service: database, API process, worker process, and a gateway between them and the pages. */
export interface BrowserRig {
  gateway: Gateway;
  /** The same database, for a test that plays the worker of the types that the real one does not take. */
  service: StreamService;
  /** A window of its own, as of another person. */
  newContext(options?: Parameters<Browser['newContext']>[0]): Promise<BrowserContext>;
  /** Opens a page of the tests; what it logs as an error fails the test that looks at `errors`. */
  open(context: BrowserContext, query: Record<string, string>): Promise<Page>;
  /** What pages threw. */
  errors: string[];
  killApi(): Promise<void>;
  startApi(): Promise<void>;
  close(): Promise<void>;
}

/** What the real worker takes; a test plays the worker of all others. */
const WORKER_TYPES = 'pdf,document,spreadsheet';

export async function startBrowserRig(build: () => Promise<BuiltPages> = buildPages): Promise<BrowserRig> {
  const [service, pages, port] = await Promise.all([startStreamService(), build(), freePort()]);
  const keeper = startKeeper();
  const environment = { DATABASE_URL: service.context.config.databaseUrl, PORT: String(port), AUTH: 'off' };
  const startApi = (): Promise<PartProcess> => startPart('api', environment, keeper);
  let api = await startApi();
  const worker = await startPart('worker', { ...environment, WORKER_TYPES }, keeper);
  const gateway = await startGateway(pages.folder, port);
  const browser = await chromium.launch({
    executablePath: process.env.CHROMIUM_PATH ?? '/usr/bin/chromium',
    args: ['--no-sandbox', '--force-color-profile=srgb'],
  });
  const errors: string[] = [];
  return {
    gateway,
    service,
    errors,
    newContext: (options) => browser.newContext(options),
    async open(context, query) {
      const page = await context.newPage();
      page.on('pageerror', (error) => errors.push(String(error)));
      await page.goto(`${gateway.url}/?${new URLSearchParams(query).toString()}`);
      return page;
    },
    async killApi() {
      api.signal('SIGKILL');
      await api.exit;
    },
    async startApi() {
      api = await startApi();
    },
    async close() {
      await browser.close();
      await gateway.close();
      for (const part of [worker, api]) part.signal('SIGTERM');
      await Promise.all([worker.exit, api.exit]);
      const left = await keeper.finish();
      await service.close();
      await pages.remove();
      if (left.length > 0) throw new Error(`Still running: ${left.join(', ')}`);
    },
  };
}
