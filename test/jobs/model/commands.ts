import { expect } from '@jest/globals';
import fc from 'fast-check';
import { compare } from './compare.ts';
import { lifeCommands } from './life-commands.ts';
import type { Model } from './model.ts';
import { outsideCommands } from './outside-commands.ts';
import type { Command } from './run-command.ts';
import type { World } from './world.ts';
import { workerCommands } from './worker-commands.ts';

/** All that can happen to jobs, each as likely as it takes to get everywhere. */
export const commandsArbitrary = fc.commands([...lifeCommands, ...workerCommands, ...outsideCommands].map(toStep), {
  maxCommands: 30,
  size: 'max',
});

/** Runs the operation on both, then compares all that there is to see. */
function toStep(commands: fc.Arbitrary<Command>): fc.Arbitrary<fc.AsyncCommand<Model, World>> {
  return commands.map((command) => ({
    check: (model: Readonly<Model>) => command.isPossible(model),
    async run(model: Model, world: World) {
      expect(world.now()).toBe(model.now);
      await command.run(model, world);
      await compare(model, world);
      model.steps.count += 1;
    },
    toString: () => command.name,
  }));
}
