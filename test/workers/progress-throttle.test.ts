import { expect, jest, test } from '@jest/globals';
import { throttleProgress } from '../../workers/progress-throttle.ts';

test('a report that tells nothing new is not written, one that was not written is tried again', async () => {
  const written: object[] = [];
  let isAway = false;
  const progress = throttleProgress(async (update) => {
    if (isAway) throw new Error('away');
    written.push(update);
  });
  const report = async (update: { percent?: number; stage?: string; message?: string }) => {
    const reported = progress.report(update);
    await progress.flush();
    await reported;
  };
  await report({ percent: 5, stage: 'writing' });
  await report({ percent: 5 });
  await report({ stage: 'writing', percent: 5 });
  await report({ message: '10 rows' });
  isAway = true;
  await expect(report({ percent: 6 })).rejects.toThrow('away');
  isAway = false;
  await report({ percent: 6 });
  expect(written).toEqual([{ percent: 5, stage: 'writing' }, { message: '10 rows' }, { percent: 6 }]);
});

test('a clock that is set back holds no report up', async () => {
  const right = Date.now;
  const clock = jest.spyOn(Date, 'now');
  const last = Promise.withResolvers<void>();
  const progress = throttleProgress(async ({ percent }) => {
    if (percent === 6) last.resolve();
  });
  await progress.report({ percent: 5 });
  clock.mockImplementation(() => right() - 3_600_000);
  await progress.report({ percent: 6 });
  await last.promise;
  clock.mockRestore();
});
