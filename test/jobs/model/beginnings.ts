import fc from 'fast-check';
import { compare } from './compare.ts';
import {
  cancelCommand,
  claimCommand,
  createCommand,
  passCommand,
  requestArbitrary,
  SHORT_TIMEOUT_SECONDS,
} from './life-commands.ts';
import type { Model, ModelRequest } from './model.ts';
import type { Command } from './run-command.ts';
import { settleCommand } from './worker-commands.ts';
import type { World } from './world.ts';

/**
 * Walks from an empty database seldom come far. Most begin with a job that is somewhere already; it is brought there by
 * the same commands, with the same comparisons.
 */
const PLACES = [
  'nowhere',
  'scheduled',
  'running',
  'running its last attempt',
  'out of time',
  'retrying',
  'cancelling',
] as const;
type Where = (typeof PLACES)[number];

interface Beginning {
  where: Where;
  request: ModelRequest;
}

export const beginningArbitrary: fc.Arbitrary<Beginning> = fc.record({
  where: fc.constantFrom(...PLACES),
  request: requestArbitrary,
});

export async function begin({ where, request }: Beginning, model: Model, world: World): Promise<void> {
  for (const command of commandsTo(where, request)) {
    await command.run(model, world);
    await compare(model, world);
  }
}

function commandsTo(where: Where, request: ModelRequest): Command[] {
  if (where === 'nowhere') return [];
  const plan = {
    request: { ...request, ...neededFor(where, request) },
    runInSeconds: where === 'scheduled' ? 5 : null,
    startWithinSeconds: null,
    key: null,
  };
  if (where === 'scheduled') return [createCommand(plan)];
  const start = [createCommand(plan), claimCommand({ type: request.type, limit: 1 })];
  if (where === 'retrying') return [...start, settleCommand({ pick: 0, isStale: false }, 'fail', false)];
  if (where === 'cancelling') return [...start, cancelCommand(0, true)];
  if (where === 'out of time') return [...start, passCommand(SHORT_TIMEOUT_SECONDS + 1)];
  return start;
}

function neededFor(where: Where, { maxAttempts }: ModelRequest): Partial<ModelRequest> {
  if (where === 'running its last attempt') return { maxAttempts: 1 };
  if (where === 'out of time') return { timeoutSeconds: SHORT_TIMEOUT_SECONDS };
  return { maxAttempts: Math.max(2, maxAttempts) };
}
