import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createJob, download, type Service } from './demo/client.ts';
import { demoJobs, type DemoJob } from './demo/demo-jobs.ts';
import { followJobs } from './demo/follow-jobs.ts';
import { readBack } from './demo/read-back.ts';
import { findOrStartService } from './demo/service.ts';

/**
 * `npm run demo`: one job of each document type, made from real data; followed live, saved, read back with parsers that
 * did not write the files, and compared with the data. Ends with 0 only when all of it is right.
 */
const OUTPUT = 'demo-output';

async function main(): Promise<void> {
  const { service, stop } = await findOrStartService();
  try {
    await runDemo(service);
  } finally {
    await stop();
  }
}

async function runDemo(service: Service): Promise<void> {
  const jobs = await demoJobs();
  const created = await Promise.all(jobs.map(async (demo) => ({ demo, id: await createJob(service, demo.request) })));
  console.log(`\n${created.length} jobs are accepted by ${service.url}; following them over Server-Sent Events.\n`);
  const failed = await followJobs(
    service,
    created.map(({ id, demo }) => ({ id, label: demo.request.type })),
  );
  if (failed.length > 0) throw new Error(failed.join('\n'));
  await mkdir(OUTPUT, { recursive: true });
  console.log('');
  for (const { demo, id } of created) await saveAndCompare(service, demo, id);
  console.log(`\nAll ${created.length} files hold what was put into them.`);
}

async function saveAndCompare(service: Service, demo: DemoJob, id: string): Promise<void> {
  const { fileName, bytes } = await download(service, id);
  const path = join(OUTPUT, fileName);
  await writeFile(path, bytes);
  const { compared, missing } = demo.compare(await readBack(demo.request.type, bytes));
  if (missing.length > 0) {
    throw new Error(
      `${path}: ${missing.length} of ${compared} are not as in the data, first: ${missing.slice(0, 3).join('; ')}`,
    );
  }
  console.log(
    `${path.padEnd(44)} ${String(bytes.length).padStart(9)} bytes, ${compared} ${demo.unit} compared with the data`,
  );
}

main().then(
  () => process.exit(0),
  (error: unknown) => {
    console.error(`\nThe demo failed: ${error instanceof Error ? error.message : String(error)}`);
    process.exit(1);
  },
);
