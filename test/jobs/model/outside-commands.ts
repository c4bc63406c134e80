import fc from 'fast-check';
import { choose, type Command } from './run-command.ts';
import type { World } from './world.ts';

/** Somebody uses pg-boss's own tools, by the bare id, as its documentation shows them. */
const TOOLS = ['cancel', 'fail', 'complete', 'retry', 'resume', 'deleteJob'] as const;
type Tool = (typeof TOOLS)[number];

const use = fc.tuple(fc.constantFrom(...TOOLS, 'cancel' as const, 'deleteJob' as const), fc.nat(20)).map(([tool, pick]) => toolCommand(tool, pick));

export const outsideCommands: fc.Arbitrary<Command>[] = [use, use];

function toolCommand(tool: Tool, pick: number): Command {
  return {
    name: `pg-boss: ${tool} #${pick}`,
    isPossible: (model) => model.jobs.size > 0,
    async run(model, world) {
      const job = choose(model, pick, () => true)!;
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
