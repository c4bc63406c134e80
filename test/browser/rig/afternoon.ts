import { sampleReport } from '../../../web/dashboard/create/sample-report.ts';
import type { DashboardRig } from './dashboard-rig.ts';
import { createPlayedJob } from './played-job.ts';

/** Jobs in every state, as an afternoon leaves them, and the figures of the hours before. */
export interface Afternoon {
  completed: string;
  sheet: string;
  running: string;
  failed: string;
  waiting: string;
}

const HOUR_MS = 3_600_000;
const CITIES = ['Łódź', 'Αθήνα', '東京', 'القاهرة', 'São Paulo', 'Київ', 'Montréal', 'Zürich'];

/** The real worker makes what is completed; the test plays the worker of all others. */
export async function spendAfternoon(rig: DashboardRig): Promise<Afternoon> {
  await rig.service.core.pool.query(HOURS_BEFORE);
  const [sheet] = await Promise.all([
    finish(rig, { type: 'spreadsheet', title: 'Orders by city', tags: ['sales', 'weekly'], input: ORDERS }),
    finish(rig, { type: 'document', title: 'Terms of delivery', input: { markdown: TERMS } }),
    finish(rig, { type: 'pdf', title: 'قائمة الأسعار', input: { markdown: '# قائمة الأسعار\n\nأسعار هذا الموسم.' } }),
  ]);
  const failed = await createPlayedJob(rig, 'Product photos, autumn');
  await failed.start();
  await failed.fail('The picture on slide 3 cannot be read: it is cut off after 2,048 bytes. Upload it again.');
  const cancelled = await createPlayedJob(rig, 'Board meeting, first draft');
  await cancelled.start();
  await post(rig, `/api/jobs/${cancelled.id}/cancel`, {});
  await cancelled.stop();
  const completed = await finish(rig, { ...sampleReport(new Date()), userId: 'ada' });
  const runAt = new Date(Date.now() + 6 * HOUR_MS).toISOString();
  await post(rig, '/api/jobs', { type: 'data_export', title: 'Failed jobs of the day', runAt, input: EXPORT });
  const running = await createPlayedJob(rig, 'Board meeting, November');
  await running.start();
  await running.progress(12, 'Reading the figures');
  await running.progress(64, 'Writing slide 16 of 25');
  const { id: waiting } = await createPlayedJob(rig, 'Sales training, part two');
  return { completed, sheet, running: running.id, failed: failed.id, waiting };
}

async function finish(rig: DashboardRig, job: object): Promise<string> {
  const made = await post<{ id: string; status: string }>(rig, '/api/jobs', job, { prefer: 'wait=60' });
  if (made.status !== 'completed') throw new Error(`${JSON.stringify(made)} is not completed`);
  return made.id;
}

async function post<Answer>(
  rig: DashboardRig,
  path: string,
  body: object,
  headers: Record<string, string> = {},
): Promise<Answer> {
  const answer = await fetch(`${rig.url}${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
  });
  if (!answer.ok) throw new Error(`${path} answered ${answer.status}: ${await answer.text()}`);
  return (await answer.json()) as Answer;
}

const TERMS = `# Terms of delivery

Goods leave the house within two working days. Who pays within **ten days** may take off two percent.

| Zone | Days | Price |
| --- | ---: | ---: |
| Town | 1 | 4.90 |
| Country | 3 | 6.90 |
`;

const EXPORT = { files: [{ format: 'csv', source: { type: 'jobs', status: ['failed', 'expired'] } }] };

const ORDERS = {
  sheets: [
    {
      name: 'Orders',
      columns: [
        { header: 'City' },
        { header: 'Orders', type: 'integer', total: 'sum' },
        { header: 'Revenue', type: 'currency', currency: 'EUR', total: 'sum' },
        { header: 'Returned', type: 'percent' },
      ],
      rows: CITIES.map((city, at) => [city, 120 + at * 17, 4_310.5 + at * 812, 0.021 + at * 0.003]),
    },
  ],
};

/** Busy and quiet times in turns. */
const HOURS_BEFORE = `
  insert into pressroom.job_flow (tenant, span_seconds, at, type, created, started, completed, failed, cancelled, expired,
    retries, wait_seconds, wait_seconds_max, wait_buckets, run_seconds, run_seconds_max, run_buckets)
  select 'default', 60, date_trunc('minute', now()) - make_interval(mins => ago), type, n + 1, n, n, (ago % 17 = 3)::integer,
    0, 0, (ago % 11 = 5)::integer, 0.2 * n, 0.9, array_fill(0, array[2 + swing]) || n || array_fill(0, array[11 - swing]),
    1.4 * n, 3.1, array_fill(0, array[4 + swing]) || n || array_fill(0, array[9 - swing])
  from generate_series(2, 75) ago, (values ('pdf', 9), ('spreadsheet', 6), ('document', 3), ('presentation', 2)) as types(type, most),
    lateral (select greatest(1, round(most * (1.2 + sin(ago / 6.0) + 0.3 * sin(ago * 2.3))))::integer as n,
      (ago / 7 % 3) as swing) as counts`;
