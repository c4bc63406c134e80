import { startKeeper } from './keeper.ts';
import { setTimeout as delay } from 'node:timers/promises';
import { spawnPart, startPart, type PartName, type PartOptions, type PartProcess } from './part-process.ts';
import { setStage, type Stage } from './stage.ts';
import type { Misbehaviour } from './misbehaviours.ts';
import { inTime, until } from './waiting.ts';

/** `calm`: waits so many milliseconds. */
export type JobTitle = `fault:${Misbehaviour}` | `fault:${Misbehaviour}:first` | `calm:${number}` | 'a document';

export interface ChaosJobRequest {
  type: 'pdf' | 'document' | 'spreadsheet' | 'presentation';
  title: JobTitle;
  maxAttempts?: number;
  timeoutSeconds?: number;
  runAt?: string;
}

/** The end of a job, as the API shows it. */
export interface EndedJob {
  status: string;
  attempt: number;
  error: { code: string; detail: string } | null;
}

/** A worker that is started again when it ends, as every supervisor does. */
export interface KeptWorker {
  /** All that there were, the one that runs last. */
  lives: readonly PartProcess[];
  stop(): Promise<void>;
}

/** A stage for workers whose jobs misbehave, and whose processes do not live long. */
export interface ChaosStage extends Stage {
  part(name: PartName, environment?: Readonly<Record<string, string>>, options?: PartOptions): Promise<PartProcess>;
  keepWorker(environment?: Readonly<Record<string, string>>, options?: PartOptions): KeptWorker;
  post(request: ChaosJobRequest): Promise<string>;
  ended(id: string, limitMs: number): Promise<EndedJob>;
}

const STOP_MS = 20_000;
const POST_MS = 30_000;
/** Between two looks at a job, so that the looking does not keep the jobs from their work. */
const LOOK_MS = 200;

export async function setChaosStage(): Promise<ChaosStage> {
  const stage = await setStage();
  const keeper = startKeeper();
  const started = new Set<PartProcess>();
  const kept: (() => Promise<void>)[] = [];

  const common = { DATABASE_URL: stage.databaseUrl, PORT: new URL(stage.url).port, DRAIN_SECONDS: '10' };
  const part: ChaosStage['part'] = async (name, environment = {}, options = {}) => {
    const process = await startPart(name, { ...common, ...environment }, keeper, options);
    started.add(process);
    void process.exit.then(() => started.delete(process));
    return process;
  };
  return {
    ...stage,
    part,
    keepWorker(environment = {}, options = {}) {
      const lives: PartProcess[] = [];
      let isKept = true;
      const live = (): void => {
        const worker = spawnPart('chaos-worker', { ...common, ...environment }, keeper, options);
        lives.push(worker);
        void worker.exit.then(() => (isKept ? live() : undefined));
      };
      const stop = async (): Promise<void> => {
        isKept = false;
        lives.at(-1)?.signal('SIGTERM');
        await lives.at(-1)?.exit;
      };
      live();
      kept.push(stop);
      return { lives, stop };
    },
    post: ({ type, title, maxAttempts = 3, ...more }) =>
      postJob(stage.url, { type, title, maxAttempts, input: INPUTS[type], retry: RETRY, ...more }),
    ended: (id, limitMs) =>
      until(`job ${id} ends`, limitMs, async () => (await readEnd(stage.url, id)) ?? delay(LOOK_MS, null)),
    async close() {
      await Promise.all(kept.map((stop) => inTime('a kept worker stops', STOP_MS, stop()).catch(() => undefined)));
      const running = [...started];
      for (const process of running) process.signal('SIGTERM');
      const ends = running.map((process) => inTime(`the ${process.name} stops`, STOP_MS, process.exit));
      await Promise.allSettled(ends);
      const left = await keeper.finish();
      await stage.close();
      if (left.length > 0) throw new Error(`These did not end when told to: ${left.join(', ')}`);
    },
  };
}

const RETRY = { delaySeconds: 1, backoff: 'fixed' };
const TEXT = { blocks: [{ type: 'paragraph', text: 'All is well.' }] };
const INPUTS: Readonly<Record<ChaosJobRequest['type'], object>> = {
  pdf: TEXT,
  document: TEXT,
  spreadsheet: { sheets: [{ name: 'One', columns: [{ header: 'Word' }], rows: [['well']] }] },
  presentation: { slides: [{ title: 'All is well', blocks: [] }] },
};

async function postJob(url: string, body: object): Promise<string> {
  const headers = { 'content-type': 'application/json', 'idempotency-key': crypto.randomUUID() };
  const job = await until('the API takes a job', POST_MS, async () => {
    const response = await fetch(`${url}/api/jobs`, { method: 'POST', headers, body: JSON.stringify(body) });
    if (response.status === 503) return undefined; // on a busy machine
    const answer = (await response.json()) as { id?: string };
    return { status: response.status, answer };
  });
  if (job.status !== 202 || job.answer.id === undefined) throw new Error(JSON.stringify(job));
  return job.answer.id;
}

const ENDS = new Set(['completed', 'failed', 'cancelled', 'expired']);

async function readEnd(url: string, id: string): Promise<EndedJob | undefined> {
  const job = (await (await fetch(`${url}/api/jobs/${id}`)).json()) as EndedJob;
  return ENDS.has(job.status) ? job : undefined;
}
