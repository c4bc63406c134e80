import fc from 'fast-check';
import type { Model, ModelJob, Status } from './model.ts';
import { prefer, type Command } from './run-command.ts';
import type { World } from './world.ts';

/** Somebody uses pg-boss's own tools, by the bare id, as its documentation shows them. */
const TOOLS = ['cancel', 'fail', 'complete', 'retry', 'resume', 'deleteJob'] as const;
type Tool = (typeof TOOLS)[number];

const tool = fc.constantFrom(...TOOLS, 'cancel' as const, 'deleteJob' as const);
/** Rather one of these, if there is one. */
const target = fc.constantFrom<(Status | null)[]>(
  null,
  'running',
  'running',
  'retrying',
  'retrying',
  'scheduled',
  'queued',
);

export const outsideCommands: fc.Arbitrary<Command>[] = [
  fc.record({ tool, status: target, pick: fc.nat(20) }).map(toolCommand),
  fc.record({ tool, status: target, pick: fc.nat(20) }).map(toolCommand),
];

function toolCommand({ tool, status, pick }: { tool: Tool; status: Status | null; pick: number }): Command {
  const find = (model: Model): ModelJob | undefined => prefer(model, pick, (job) => job.status === status);
  return {
    name: `pg-boss: ${tool} #${pick} of ${status ?? 'all'}`,
    isPossible: (model) => find(model) !== undefined,
    async run(model, world) {
      const job = find(model)!;
      await apply(world, tool, job.type, job.id);
      job.isTouched = true;
    },
  };
}

async function apply({ tools }: World, tool: Tool, type: string, id: string): Promise<void> {
  switch (tool) {
    case 'fail':
    case 'complete':
      await tools[tool](type, id, { by: 'other hands' });
      return;
    case 'cancel':
    case 'retry':
    case 'resume':
    case 'deleteJob':
      await tools[tool](type, id);
  }
}
