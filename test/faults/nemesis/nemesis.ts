import type { RunningClients } from '../clients/clients.ts';
import { inTime } from '../rig/waiting.ts';
import type { Fault, Lane, Scene } from './fault.ts';

/** A fault that was injected. */
export interface FaultRecord {
  kind: string;
  lastedMs: number;
  /** From its end until a job completed that was created after it. */
  recoveryMs: number;
}

/** The worst is a zombie's end, which takes a lease and a session's time-out. */
const INJECT_MS = 120_000;
const RECOVERY_MS = 90_000;

/**
 * Injects every fault once, in any order: a lane's one after the other, each when the service has recovered from the one
 * before, both lanes at the same time.
 *
 * @throws when the service does not recover, or a fault could not be injected
 */
export async function injectAll(
  faults: readonly Fault[],
  scene: Scene,
  clients: Pick<RunningClients, 'served'>,
  say: (line: string) => void,
): Promise<FaultRecord[]> {
  const lanes = Map.groupBy(scene.random.shuffled(faults), (fault): Lane => fault.lane);
  const records = [...lanes.values()].map(async (lane) => {
    const done: FaultRecord[] = [];
    for (const fault of lane) {
      scene.signal.throwIfAborted();
      const record = await injectOne(fault, scene, clients);
      say(`${fault.kind}: ${seconds(record.lastedMs)}, recovered after ${seconds(record.recoveryMs)}`);
      done.push(record);
    }
    return done;
  });
  return (await Promise.all(records)).flat();
}

async function injectOne(fault: Fault, scene: Scene, clients: Pick<RunningClients, 'served'>): Promise<FaultRecord> {
  const began = performance.now();
  await inTime(`the fault is over: ${fault.kind}`, INJECT_MS, fault.inject(scene));
  const ended = performance.now();
  await inTime(`a job is created and completes after the fault: ${fault.kind}`, RECOVERY_MS, clients.served());
  return { kind: fault.kind, lastedMs: ended - began, recoveryMs: performance.now() - ended };
}

function seconds(ms: number): string {
  return `${(ms / 1000).toFixed(1)} s`;
}
