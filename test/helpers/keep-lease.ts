import type { JobsCore } from '../../src/jobs/core.ts';
import { heartbeat } from '../../src/jobs/lease.ts';
import type { LeaseKey } from '../../src/jobs/lease-store.ts';

const INTERVAL_MS = 2_000;

/** Heartbeats for a job that a test holds, as its worker would send them, until the lease is lost or the service closed. */
export function keepLease(core: JobsCore, type: string, lease: LeaseKey): void {
  const timer = setInterval(() => {
    heartbeat(core, type, lease).then(
      (status) => status === null && clearInterval(timer),
      () => clearInterval(timer),
    );
  }, INTERVAL_MS);
  timer.unref();
}
