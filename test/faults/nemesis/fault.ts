import type { Moments } from '../clients/moments.ts';
import type { Random } from '../rig/random.ts';
import type { ServiceRig } from '../rig/service-rig.ts';

/** Faults of different lanes overlap, those of one come one after the other. */
export type Lane = 'processes' | 'surroundings';

/** Something that goes wrong in production. */
export interface Fault {
  kind: string;
  lane: Lane;
  /** Makes it happen and puts it right again; resolves when all is as it was. */
  inject(scene: Scene): Promise<void>;
}

/** Where faults are injected. */
export interface Scene {
  rig: ServiceRig;
  random: Random;
  moments: Moments;
  /** Told of a worker that was killed just now. */
  onWorkerKilled(pid: number): void;
  /** Aborted when the run is given up. */
  signal: AbortSignal;
}
