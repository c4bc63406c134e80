import type { ServiceRig } from '../rig/service-rig.ts';
import { until } from '../rig/waiting.ts';

/** How long the jobs of a worker that fell silent stayed with it. */
export interface Rescue {
  ms: number;
  /** Whether all others could reach Postgres all the while. */
  isUndisturbed: boolean;
}

/** Heartbeat, supervision, a frozen session that the server cuts after 15 s, Postgres away for a while. */
const RESCUE_MS = 90_000;

const HELD_BY = `select id from pressroom.document_jobs where status in ('running', 'cancelling') and worker_id like $1`;

/** Resolves when none of a worker's jobs is its own any more. @returns null when it had none */
export async function untilRescued(rig: ServiceRig, pid: number): Promise<Rescue | null> {
  const began = performance.now();
  let had = false;
  let isUndisturbed = true;
  await until(`the jobs of worker ${pid} are taken from it`, RESCUE_MS, async () => {
    isUndisturbed &&= rig.isServed();
    const held = await rig.query(HELD_BY, [`%-${pid}-%`]);
    had ||= held.length > 0;
    return held.length === 0;
  });
  return had ? { ms: performance.now() - began, isUndisturbed } : null;
}
