import { EventSource } from 'eventsource';
import type { Service } from './client.ts';
import { createBars } from './progress-bars.ts';

interface Followed {
  id: string;
  label: string;
}

const TERMINAL = ['job-complete', 'job-failed', 'job-cancelled', 'job-expired'] as const;
/** The demo's jobs take seconds; with one restart of everything in between, a minute or two. */
const DEADLINE_MS = 300_000;

/**
 * Follows jobs over one Server-Sent Events stream until each has ended; a broken connection is resumed by the client.
 *
 * @returns one sentence for each job that did not complete.
 */
export function followJobs(service: Service, jobs: Followed[]): Promise<string[]> {
  const query = new URLSearchParams(jobs.map((job) => ['jobId', job.id]));
  const bars = createBars(jobs.map((job) => job.label));
  const open = new Map(jobs.map((job, index) => [job.id, index]));
  const failed: string[] = [];
  return new Promise((resolve, reject) => {
    const stream = new EventSource(`${service.url}/api/events?${query.toString()}`, {
      fetch: (url, init) => fetch(url, { ...init, headers: { ...init.headers, ...service.headers } }),
    });
    const timer = setTimeout(() => finish(() => reject(new Error('the jobs did not end in time'))), DEADLINE_MS);
    function finish(settle: () => void): void {
      clearTimeout(timer);
      stream.close();
      bars.close();
      settle();
    }
    stream.addEventListener('progress', (message) => {
      const event = JSON.parse(message.data) as { jobId: string; data: { percent: number; stage: string | null } };
      const index = open.get(event.jobId);
      if (index !== undefined) bars.set(index, event.data.percent, event.data.stage ?? '');
    });
    for (const type of TERMINAL) {
      stream.addEventListener(type, (message) => {
        const event = JSON.parse(message.data) as { jobId: string; data: { error?: { detail: string } } };
        const index = open.get(event.jobId);
        if (index === undefined) return;
        open.delete(event.jobId);
        if (type === 'job-complete') bars.set(index, 100, 'completed');
        else failed.push(`job ${event.jobId} ended with ${type}: ${event.data.error?.detail ?? ''}`);
        if (open.size === 0) finish(() => resolve(failed));
      });
    }
    stream.onerror = (error) => {
      if (stream.readyState === stream.CLOSED)
        finish(() => reject(new Error(`the stream ended: ${error.message ?? ''}`)));
    };
  });
}
