import { expect, test } from '@jest/globals';
import { boundaryFault } from '../../scripts/check-boundaries.ts';

test.each([
  ['src/jobs/enqueue-job.ts', '../http/app.ts'],
  ['src/jobs/enqueue-job.ts', '../../workers/run-job.ts'],
  ['src/jobs/enqueue-job.ts', '../config.ts'],
  ['src/jobs/enqueue-job.ts', 'pg'],
  ['src/jobs/enqueue-job.ts', 'pg-boss'],
  ['src/jobs/enqueue-job.ts', 'express'],
  ['src/db/pool.ts', '../jobs/queue.ts'],
  ['src/db/pool.ts', '../config.ts'],
  ['src/access/jwt.ts', '../http/app.ts'],
  ['src/http/app.ts', '../../workers/handler.ts'],
  ['src/http/app.ts', 'pg'],
  ['src/http/app.ts', '../../scripts/migrate.ts'],
  ['src/errors.ts', './config.ts'],
  ['src/log.ts', 'node:process'],
  ['src/unheard-of.ts', './errors.ts'],
  ['workers/main.ts', '../src/http/app.ts'],
  ['workers/main.ts', '../src/main.ts'],
  ['workers/handlers/pdf.ts', '../run-job.ts'],
  ['workers/handlers/pdf.ts', '../../src/jobs/queue.ts'],
  ['workers/handlers/pdf.ts', '../../src/contract/contract.ts'],
  ['workers/run-job.ts', 'pdfkit'],
  ['scripts/migrate.ts', '../src/http/app.ts'],
  ['scripts/migrate.ts', 'pg/lib/client.js'],
  ['src/contract/contract.ts', '@types/express'],
])('%s may not import %s', (file, specifier) => {
  expect(boundaryFault(file, specifier)).toEqual(expect.stringContaining(file));
});

test.each([
  ['src/main.ts', './http/app.ts'],
  ['src/http/routes/createJob.ts', '../../jobs/enqueue-job.ts'],
  ['src/http/routes/createJob.ts', 'express'],
  ['src/jobs/queue.ts', 'pg-boss'],
  ['src/jobs/enqueue-job.ts', '../db/transaction.ts'],
  ['src/db/pool.ts', 'pg'],
  ['workers/run-job.ts', '../src/jobs/settle-job.ts'],
  ['workers/handlers/pdf.ts', '../handler.ts'],
  ['workers/handlers/pdf.ts', './pdf-table.ts'],
  ['workers/render/pdf/draw-page.ts', 'pdfkit'],
  ['scripts/embedded-postgres.ts', 'pg'],
  ['src/db/pool.ts', 'node:fs'],
])('%s may import %s', (file, specifier) => {
  expect(boundaryFault(file, specifier)).toBeNull();
});
