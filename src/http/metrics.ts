import type { RequestHandler } from 'express';
import { collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import { jobTypes } from '../contract/contract.ts';
import { countLiveJobs } from '../jobs/live-counts.ts';
import { readPauses } from '../jobs/queue-pauses.ts';
import { readCapacity } from '../jobs/worker-registry.ts';
import type { HttpContext } from './context.ts';
import { operationOf } from './request-log.ts';
import { streamHub } from './streams/stream-hub.ts';

interface Metrics {
  registry: Registry;
  requestSeconds: Histogram<'operation' | 'status'>;
  jobs: Gauge<'type' | 'status'>;
  workers: Gauge<'type'>;
  slots: Gauge<'type'>;
  paused: Gauge<'type'>;
  streams: Gauge;
}

const LIVE_STATUSES = ['scheduled', 'queued', 'retrying', 'running', 'cancelling'];
const DURATION_BUCKETS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 60];

/** The process's own figures are there once, however many apps it has. */
let processRegistry: Registry | undefined;
const byContext = new WeakMap<HttpContext, Metrics>();

/** Takes the time of every request. Streams are left out: they last as long as their clients like. */
export function measureRequests(context: HttpContext): RequestHandler {
  const { requestSeconds } = metricsOf(context);
  return (_req, res, next) => {
    const startedAt = performance.now();
    res.once('close', () => {
      const operation = operationOf(res)?.operationId ?? 'none';
      if (String(res.getHeader('Content-Type')).startsWith('text/event-stream')) return;
      const status = res.writableFinished ? String(res.statusCode) : 'aborted';
      requestSeconds.observe({ operation, status }, (performance.now() - startedAt) / 1000);
    });
    next();
  };
}

/** All figures in Prometheus's text format, those of jobs and workers read from the database now. */
export async function renderMetrics(context: HttpContext): Promise<{ contentType: string; text: string }> {
  const metrics = metricsOf(context);
  const [jobs, capacities, pauses] = await Promise.all([
    countLiveJobs(context.core.pool, null),
    readCapacity(context.core.pool, jobTypes),
    readPauses(context.core.pool, jobTypes),
  ]);
  for (const type of jobTypes) {
    const capacity = capacities.find((entry) => entry.type === type);
    metrics.workers.set({ type }, capacity?.workers ?? 0);
    metrics.slots.set({ type }, capacity?.slots ?? 0);
    metrics.paused.set({ type }, pauses.some((pause) => pause.type === type) ? 1 : 0);
    for (const status of LIVE_STATUSES) {
      metrics.jobs.set(
        { type, status },
        jobs.find((entry) => entry.type === type && entry.status === status)?.count ?? 0,
      );
    }
  }
  metrics.streams.set(streamHub(context).openStreams);
  processRegistry ??= createProcessRegistry();
  const parts = await Promise.all([metrics.registry.metrics(), processRegistry.metrics()]);
  return { contentType: metrics.registry.contentType, text: parts.join('\n') };
}

function metricsOf(context: HttpContext): Metrics {
  const known = byContext.get(context);
  if (known) return known;
  const metrics = createMetrics();
  byContext.set(context, metrics);
  return metrics;
}

function createMetrics(): Metrics {
  const registry = new Registry();
  const registers = [registry];
  return {
    registry,
    requestSeconds: new Histogram({
      name: 'pressroom_http_request_duration_seconds',
      help: 'How long requests took, by operation and status; streams left out.',
      labelNames: ['operation', 'status'],
      buckets: DURATION_BUCKETS,
      registers,
    }),
    jobs: new Gauge({
      name: 'pressroom_jobs',
      help: 'Jobs that are not finished.',
      labelNames: ['type', 'status'],
      registers,
    }),
    workers: new Gauge({
      name: 'pressroom_workers',
      help: 'Live workers that take a type.',
      labelNames: ['type'],
      registers,
    }),
    slots: new Gauge({
      name: 'pressroom_worker_slots',
      help: 'Jobs that they can run at once.',
      labelNames: ['type'],
      registers,
    }),
    paused: new Gauge({
      name: 'pressroom_queue_paused',
      help: '1 while a queue hands out nothing.',
      labelNames: ['type'],
      registers,
    }),
    streams: new Gauge({ name: 'pressroom_event_streams_open', help: 'Event streams that are open.', registers }),
  };
}

function createProcessRegistry(): Registry {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  return registry;
}
