/** A worker like any other, some of whose jobs misbehave: those whose title asks for it (misbehaviours.ts). */
import { handlers } from '../../../workers/handlers/registry.ts';
import { runWorker, type Handlers } from '../../../workers/run-worker.ts';
import type { Handler } from '../../../workers/handler.ts';
import { misbehaving } from './misbehaviours.ts';

const chaotic = Object.entries(handlers).map(([type, handler]) => [type, misbehaving(handler as Handler<never>)]);
await runWorker(Object.fromEntries(chaotic) as Handlers);
