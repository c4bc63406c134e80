import { setTimeout as delay } from 'node:timers/promises';
import { sqlState } from '../../../../src/db/transaction.ts';
import type { Actor, Deed } from './deed.ts';
import { acting, type Gate, type Statement } from './gated-pool.ts';
import type { Recorder } from './recorder.ts';
import type { Stage } from './stage.ts';
import { labelOf } from './statement-label.ts';
import { createTurnstile, type Turnstile } from './turnstile.ts';

/** Who does what, one thing after the other. */
export interface Part {
  actor: Actor;
  deeds: Deed[];
}

/** One actor goes on for so many statements, or until it must wait. */
export interface Turn {
  part: number;
  statements: number;
}

/** One deed after the other, undisturbed. */
export async function performInOrder(recorder: Recorder, parts: Part[]): Promise<void> {
  for (const { actor, deeds } of parts) {
    for (const deed of deeds) {
      const aimed = deed.aim(recorder.scene, actor);
      if (aimed) await recorder.make(actor, aimed);
      await recorder.look();
    }
  }
}

/**
 * All parts at once, in the order that the turns say; when they are over, one part after the other to its end. Between two
 * statements nothing moves, so the same turns lead to the same run. After each commit and each
 * answer there is a look at what it left.
 *
 * @returns how far each turn went
 */
export async function performSteered(
  stage: Stage,
  recorder: Recorder,
  slots: (Part | null)[],
  turns: Turn[],
): Promise<number[]> {
  const parts = slots.filter((part) => part !== null);
  let isNew = false;
  let answered = 0;
  const onAnswer = ({ text, isLast }: Statement): void =>
    void (isNew ||= isLast && !text.trimStart().startsWith('select'));
  const turnstile = createTurnstile(stage.findBlocked, (who) => {
    recorder.history.waits += 1;
    recorder.note(who, '    waits for a lock');
  });
  const ends = parts.map((part) => play(part, recorder, turnstile, onAnswer));

  const letThrough = async (actor: Actor): Promise<void> => {
    turnstile.letThrough(actor);
    await turnstile.settled();
    if (isNew || recorder.history.calls.length > answered) await recorder.look();
    isNew = false;
    answered = recorder.history.calls.length;
  };
  await turnstile.settled();
  const sent: number[] = [];
  for (const { part, statements } of turns) {
    const actor = slots[part]?.actor;
    let count = 0;
    for (; actor && count < statements && turnstile.isWaiting(actor); count += 1) await letThrough(actor);
    sent.push(count);
  }
  for (;;) {
    const next = parts.find(({ actor }) => turnstile.isWaiting(actor));
    if (next) await letThrough(next.actor);
    else if (parts.every(({ actor }) => turnstile.isGone(actor))) break;
    else await turnstile.settled(); // all wait for one another, until Postgres ends it
  }
  await Promise.all(ends);
  return sent;
}

/** Now and then: a look all the time would be what everybody waits for. */
const LOOK_EVERY_MS = 5;

/** All parts at once, as the machine will have it, and looks in between. */
export async function performByChance(stage: Stage, recorder: Recorder, slots: (Part | null)[]): Promise<void> {
  const parts = slots.filter((part) => part !== null);
  const turnstile = createTurnstile(stage.findBlocked, () => {});
  turnstile.isOpen = true;
  let isOver = false;
  const looks = (async () => {
    for (; !isOver; await delay(LOOK_EVERY_MS)) await recorder.look();
  })();
  await Promise.all(parts.map((part) => play(part, recorder, turnstile, () => {})));
  isOver = true;
  await looks;
  await recorder.look();
}

async function play(
  { actor, deeds }: Part,
  recorder: Recorder,
  turnstile: Turnstile,
  onAnswer: (statement: Statement) => void,
): Promise<void> {
  const gate = createGate(recorder, turnstile, onAnswer);
  try {
    await acting.run({ actor, gate }, async () => {
      for (const deed of deeds) {
        await turnstile.enter(actor);
        const aimed = deed.aim(recorder.scene, actor);
        if (aimed) await recorder.make(actor, aimed);
      }
    });
  } finally {
    turnstile.leave(actor);
  }
}

function createGate({ history, note }: Recorder, turnstile: Turnstile, onAnswer: (statement: Statement) => void): Gate {
  return {
    async pass(actor, statement, run) {
      await turnstile.enter(actor);
      turnstile.send(actor, statement.backendPid);
      note(actor, `    ${labelOf(statement.text)}`);
      try {
        return await run();
      } catch (error) {
        if (sqlState(error) === '40P01') history.deadlocks += 1;
        note(actor, `    ${String(error)}`);
        throw error;
      } finally {
        onAnswer(statement);
        turnstile.answered(actor);
      }
    },
  };
}
