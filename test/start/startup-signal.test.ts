import { setTimeout as delay } from 'node:timers/promises';
import { existsSync, readdirSync } from 'node:fs';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { makePlace, startService, type Place } from './service-process.ts';

const STEP_MS = 50;
const LAST_MS = 2_000;

let place: Place;

beforeAll(async () => {
  place = await makePlace();
});

afterAll(() => place.remove());

test('told to stop at any moment of its start, it ends cleanly and leaves no process behind', async () => {
  for (let moment = 0; moment <= LAST_MS; moment += STEP_MS) {
    const service = startService(place);
    await delay(moment); // the moment is what is tested
    service.signal('SIGINT');
    const exit = await service.exit;
    // null: so early that node itself was not up yet, and nothing had been started.
    if (exit !== null || service.output() !== '') {
      expect({ moment, exit, output: service.output() }).toMatchObject({ moment, exit: 0 });
    }
    expect({ moment, left: leftIn(place) }).toEqual({ moment, left: [] });
  }
}, 600_000);

/** What a run leaves only while it runs: its mark, and Postgres's. */
function leftIn({ dataDirectory }: Place): string[] {
  if (!existsSync(dataDirectory)) return [];
  const names = readdirSync(dataDirectory, { recursive: true, encoding: 'utf8' });
  return names.filter((name) => /run\.json|postmaster\.pid|unfinished/.test(name));
}
