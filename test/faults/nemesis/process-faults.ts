import { setTimeout as delay } from 'node:timers/promises';
import { MOMENTS } from '../clients/moments.ts';
import type { Step } from '../network/postgres-proxy.ts';
import type { Member } from '../rig/members.ts';
import type { Fault, Scene } from './fault.ts';
import { untilRescued } from './rescue.ts';

const WORKER_STEPS: readonly Step[] = ['claim-sent', 'claimed', 'progress-sent', 'settle-sent', 'settled'];
/** Long enough for an answer to reach its client. */
const HELD_BACK_MS = 500;
const API_STEPS: readonly Step[] = ['create-sent', 'created'];

/** What happens to processes: they are killed, frozen and stopped, at any moment and at each step of an attempt. */
export const PROCESS_FAULTS: readonly Fault[] = [
  ...WORKER_STEPS.map((step) => killedAtStep('worker', step)),
  ...API_STEPS.map((step) => killedAtStep('api', step)),
  killedWhileHeldBack(),
  ...(['claimed', 'progress-sent', 'settle-sent'] as const).map((step) => frozenBeyondLease(step)),
  ...(['worker', 'api'] as const).flatMap((kind) => [
    atMoment(`${kind} killed at any moment`, kind, async (member, scene) => {
      await kill(member, scene);
      await member.start();
    }),
    atMoment(`${kind} frozen for a moment`, kind, async (member, { random }) => {
      member.freeze();
      await delay(500 + random.below(2_500));
      member.thaw();
    }),
    atMoment(`${kind} stopped and started, as at a deployment`, kind, async (member) => {
      await member.stop();
      await member.start();
    }),
  ]),
];

function atMoment(
  kind: string,
  members: Member['kind'],
  strike: (member: Member, scene: Scene) => Promise<void>,
): Fault {
  return {
    kind,
    lane: 'processes',
    async inject(scene) {
      const { rig, random, moments } = scene;
      const member = random.pick(rig.members(members));
      await moments.nth(random.pick(MOMENTS), 1 + random.below(4));
      await strike(member, scene);
    },
  };
}

/** Killed in the very instant; what was on its way to Postgres, or back, is lost with it. */
function killedAtStep(members: Member['kind'], step: Step): Fault {
  return {
    kind: `${members} killed: ${step}`,
    lane: 'processes',
    async inject(scene) {
      const { rig, random, signal } = scene;
      const member = random.pick(rig.members(members));
      await member.database.trap(step, 1 + random.below(4), () => kill(member, scene), signal);
      await member.start();
    },
  };
}

/** What the API answers while the commit of a create is on its way is answered too early: the commit is lost. */
function killedWhileHeldBack(): Fault {
  return {
    kind: `api killed while a create's commit is held back`,
    lane: 'processes',
    async inject(scene) {
      const { rig, random, signal } = scene;
      const member = random.pick(rig.members('api'));
      const holdAndKill = async (): Promise<void> => {
        await delay(HELD_BACK_MS);
        await kill(member, scene);
      };
      await member.database.trap('create-sent', 1 + random.below(4), holdAndKill, signal);
      await member.start();
    },
  };
}

async function kill(member: Member, { onWorkerKilled }: Scene): Promise<void> {
  const pid = member.pid();
  await member.kill();
  if (member.kind === 'worker') onWorkerKilled(pid);
}

/** A worker that falls silent at some step, and comes to when its jobs have long been given to others. */
function frozenBeyondLease(step: Step): Fault {
  return {
    kind: `worker frozen beyond its lease: ${step}`,
    lane: 'processes',
    async inject({ rig, random, signal }) {
      const member = random.pick(rig.members('worker'));
      await member.database.trap(step, 1 + random.below(4), () => member.freeze(), signal);
      await untilRescued(rig, member.pid()).finally(() => member.thaw());
    },
  };
}
