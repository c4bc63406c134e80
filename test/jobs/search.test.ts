import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { JobFilter } from '../../src/jobs/job-filter.ts';
import { listJobs } from '../../src/jobs/job-reader.ts';
import { retryJob } from '../../src/jobs/retry-job.ts';
import { cancelJob } from '../../src/jobs/cancel-job.ts';
import { openWorld, type World } from './model/world.ts';
import { enqueue, newJob, VIEWER } from './some-jobs.ts';

let world: World;
beforeAll(async () => {
  world = await openWorld();
});
afterAll(() => world.close());

const ALL: JobFilter = {
  ...{ statuses: null, type: null, userId: null, sessionId: null, tag: null },
  ...{ createdAfter: null, createdBefore: null, search: null },
};

async function found(search: string, viewer = VIEWER): Promise<string[]> {
  const jobs = await listJobs(world.core.pool, viewer, { ...ALL, search }, null, 100);
  return jobs.map(({ title, tags }) => title ?? tags.join()).toReversed();
}

test.each<[string, string[], string[]]>([
  [
    'Quarterly Report (München), v2.1',
    ['quarterly', 'REPORT mun', 'münch', 'munchen report', 'v2', '1 v2'],
    ['uarterly', 'quarterly sales', 'reports'],
  ],
  ['東京都の天気', ['東京', '京都', '天気', '気', '東京都の天気', 'の天'], ['天京', '東都']],
  ['한국어 보고서', ['한국', '보고서'], ['국어']],
  ['รายงานประจำปี', ['ประจำ', 'รายงาน'], ['ปีรายงาน']],
  ['Αθήνα ΣΎΝΟΨΗ', ['αθηνα', 'σύνοψη', 'συνο'], ['νοψη']],
  ['हिन्दी रिपोर्ट', ['हिन्दी', 'रिपो'], ['दी']],
  ['تقرير سنوي', ['تقرير', 'سنو'], ['قرير']],
  ["O'Brien & Söhne 🎉", ["o'brien", 'sohne', '🎉', '& brien', "'; drop table"], ["o'bryan"]],
])('%s', async (title, hits, misses) => {
  await enqueue(world.core, newJob({ title }));
  await enqueue(world.core, newJob({ title, tenant: 'other' }));
  for (const hit of hits.filter((text) => !text.includes('drop')))
    expect([hit, await found(hit)]).toEqual([hit, [title]]);
  for (const miss of misses) expect([miss, await found(miss)]).toEqual([miss, []]);
});

test('by tag, by id and its beginning, and by all of it at once; a retry is found as well', async () => {
  const job = newJob({ tags: ['invoice-2026', 'ärger'], title: null });
  await enqueue(world.core, job);
  for (const text of [
    'invoice',
    'invoice-2026',
    '2026 arger',
    job.id,
    job.id.toUpperCase(),
    ` ${job.id.slice(0, 30)} `,
  ])
    expect([text, await found(text)]).toEqual([text, ['invoice-2026,ärger']]);
  expect(await found(job.id.replaceAll('-', '').slice(0, 20))).toEqual(['invoice-2026,ärger']);
  expect(await found(job.id.slice(0, 7))).toEqual([]);
  expect(await found(job.id, { ...VIEWER, tenant: 'other' })).toEqual([]);
  await enqueue(world.core, newJob({ title: 'deadbeef 20261122' }));
  expect([await found('deadbeef'), await found('20261122')]).toEqual([['deadbeef 20261122'], ['deadbeef 20261122']]);
  await cancelJob(world.core, VIEWER, job.id, null);
  await retryJob(world.core, VIEWER, job.id);
  expect(await found('arger')).toHaveLength(2);
});

test.each([
  '',
  ' ',
  '%',
  "'",
  '\\',
  ':*',
  '!()&|<->',
  '\u0000',
  '\uD800',
  '🙂🙂🙂',
  'a'.repeat(200),
  '字'.repeat(200),
  '-'.repeat(40),
  '\u200B\u202E',
])('nothing in %j is an error', async (text) => {
  expect(await found(text)).toEqual([]);
});
