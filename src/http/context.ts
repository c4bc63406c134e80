import type { RequestHandler } from 'express';
import type { Config } from '../config.ts';
import type { HintListener } from '../db/hint-listener.ts';
import type { JobsCore } from '../jobs/core.ts';
import type { JobWriter } from '../jobs/job-writer.ts';
import type { Logger } from '../log.ts';

/** What the routes work with; made once, by `src/main.ts`. */
export interface HttpContext {
  core: JobsCore;
  writer: JobWriter;
  listener: HintListener;
  config: Config;
  log: Logger;
  /** Aborted when the process begins to stop: readiness fails, streams say good-bye. */
  stopping: AbortSignal;
}

/** One operation of the contract: a file in routes/ named by its operationId exports one. */
export type Route = (context: HttpContext) => RequestHandler;
