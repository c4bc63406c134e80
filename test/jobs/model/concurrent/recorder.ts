import type { Actor, Call, Scene, SceneClock } from './deed.ts';
import type { History } from './history.ts';
import { namedJobs } from './job-names.ts';
import type { Stage } from './stage.ts';

/** Writes down what is done and seen, in one order. */
export interface Recorder {
  history: History;
  scene: Scene;
  note(actor: Actor, text: string): void;
  /** Makes the call, and notes what it answers. */
  make(actor: Actor, call: Call): Promise<void>;
  /** Looks at everything, at one moment. */
  look(): Promise<void>;
}

export function createRecorder({ world, clock }: Stage): Recorder {
  const history: History = { calls: [], looks: [], notes: [], waits: 0, deadlocks: 0 };
  let moment = 0;
  const tick = (): number => (moment += 1);
  const times = watch(clock, tick);
  const scene: Scene = { world, jobs: [], leases: [], clock: times.clock };
  const note = (actor: Actor, text: string): void =>
    void history.notes.push({ at: tick(), actor: actor.name, text: namedJobs(scene, text) });

  return {
    history,
    scene,
    note,
    async make(actor, { title, make, explain }) {
      const began = tick();
      note(actor, `${title} …`);
      const { answer, step } = await make().then(
        (value) => ({ answer: inWords(value), step: explain(value) }),
        (error: unknown) => ({ answer: `threw ${String(error)}`, step: () => [] }),
      );
      note(actor, `${title} → ${answer}`);
      const ended = tick();
      history.calls.push({
        actor: actor.name,
        title,
        began,
        ended,
        answer: namedJobs(scene, answer),
        step,
        times: times.between(began, ended),
      });
    },
    async look() {
      const began = tick();
      const sights = await world.look();
      const ended = tick();
      history.looks.push({ began, ended, times: times.between(began, ended), sights });
    },
  };
}

/** Without what every claim carries and nobody asks about. */
function inWords(value: unknown): string {
  return (
    JSON.stringify(value, ['kind', 'jobId', 'retriedAs', 'attempt', 'leaseNo', 'lastCheckpoint', 'from', 'to']) ??
    'done'
  );
}

/** While the clock is moved, it may be seen before and after. */
function watch(
  clock: SceneClock,
  tick: () => number,
): { clock: SceneClock; between(from: number, to: number): number[] } {
  const shown = [{ time: clock.now(), from: 0, to: Infinity }];
  return {
    clock: {
      now: () => clock.now(),
      async passSeconds(seconds) {
        const old = shown.at(-1)!;
        shown.push({ time: old.time + seconds * 1000, from: tick(), to: Infinity });
        await clock.passSeconds(seconds);
        old.to = tick();
      },
    },
    between: (from, to) => shown.filter((time) => time.from <= to && time.to >= from).map(({ time }) => time),
  };
}
