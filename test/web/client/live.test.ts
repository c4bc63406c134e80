import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { addLog, reportProgress } from '../../../src/jobs/lease.ts';
import type { ClientOptions } from '../../../web/client/index.ts';
import { afterTry, beforeTry, streamFlows, TOP, type Ladder, type Outcome } from '../../../web/client/live/ladder.ts';
import { covers, scopeOf } from '../../../web/client/live/scope.ts';
import { completeJob, startJobs } from '../../http/streams/stream-service.ts';
import { collect, seqs, startClientWorld, streams, untilConnection, type ClientWorld } from './client-world.ts';
import { gatedStreams, holdStreams, streamsWithout, withoutToken } from './stream-tricks.ts';

let world: ClientWorld;

beforeAll(async () => {
  world = await startClientWorld();
});
beforeEach(() => void world.requests.splice(0));
afterAll(() => world.close());

describe('the ladder', () => {
  const climb = (outcomes: Outcome[], from: Ladder = TOP): Ladder =>
    outcomes.reduce((ladder, outcome) => afterTry(ladder, outcome, 0), from);

  test('two mute streams in a row, not one, lead to long polls, and two that are cut to polls', () => {
    expect(climb(['mute']).transport).toBe('sse');
    expect(climb(['mute', 'flowed', 'mute']).transport).toBe('sse');
    expect(climb(['failed', 'failed', 'failed']).transport).toBe('sse');
    const held = climb(['mute', 'mute']);
    expect(held.transport).toBe('long-poll');
    expect(climb(['cut', 'flowed', 'cut'], held).transport).toBe('long-poll');
    expect(climb(['cut', 'cut'], held).transport).toBe('poll');
  });

  test('a stream is tried again each minute, and kept when it flows', () => {
    const held = climb(['mute', 'mute']);
    expect(beforeTry(held, 59_999)).toBe('long-poll');
    expect(beforeTry(held, 60_000)).toBe('sse');
    const again = afterTry(held, 'mute', 60_000);
    expect(again.transport).toBe('long-poll');
    expect(beforeTry(again, 119_999)).toBe('long-poll');
    expect(beforeTry(again, 120_000)).toBe('sse');
    expect(beforeTry(streamFlows(again), 120_001)).toBe('sse');
    expect(streamFlows(again).streamAgainAt).toBeNull();
  });
});

describe('the scope of the one connection', () => {
  test('is as narrow as what is watched allows', () => {
    expect(scopeOf([])).toBeNull();
    expect(scopeOf([{ jobId: 'b' }, { jobId: 'a' }, { jobId: 'b' }])).toEqual({ jobIds: ['a', 'b'] });
    expect(scopeOf([{ filter: { sessionId: 's', type: 'pdf' } }, { filter: { sessionId: 's' } }])).toEqual({
      filter: { sessionId: 's' },
    });
    expect(scopeOf([{ filter: { sessionId: 's' } }, { jobId: 'a' }])).toEqual({ filter: {} });
    expect(scopeOf(Array.from({ length: 51 }, (_, no) => ({ jobId: String(no) })))).toEqual({ filter: {} });
  });

  test('a wider one has all that is in a narrower one', () => {
    expect(covers({ filter: {} }, { jobIds: ['a'] })).toBe(true);
    expect(covers({ jobIds: ['a', 'b'] }, { jobIds: ['b'] })).toBe(true);
    expect(covers({ jobIds: ['a'] }, { jobIds: ['b'] })).toBe(false);
    expect(covers({ filter: { sessionId: 's' } }, { filter: { sessionId: 's', type: 'pdf' } })).toBe(true);
    expect(covers({ filter: { sessionId: 's' } }, { jobIds: ['a'] })).toBe(false);
    expect(covers({ filter: { sessionId: 's' } }, { filter: {} })).toBe(false);
  });
});

describe('where streams are held back', () => {
  test('long polls take over after two, from the same place, and say so', async () => {
    const [lease] = await startJobs(world.service, 1);
    const client = world.client({ fetch: holdStreams, timings: { muteMs: 50 } });
    const watched = collect(client.watch(lease!.jobId));
    const connection = await untilConnection(client, ({ state }) => state === 'live');
    expect(connection.transport).toBe('long-poll');
    expect(streams(world.requests)).toHaveLength(2);
    await addLog(world.service.core, lease!, 'info', 'a line');
    await watched.until(({ job }) => job.lastSeq === 3);
    await completeJob(world.service, lease!);
    await watched.done;
    expect(seqs(watched.items)).toEqual([3, 4]);
    expect(world.requests.some(({ headers }) => /^wait=\d+$/.test(headers.Prefer ?? ''))).toBe(true);
  });

  test('and polls where long polls are cut', async () => {
    const [lease] = await startJobs(world.service, 1);
    const client = world.client({
      timings: { muteMs: 50, pollMs: 20 },
      fetch: async (url, init) => {
        if (((init?.headers ?? {}) as Record<string, string>).Prefer) return new Response('', { status: 504 });
        return holdStreams(url, init);
      },
    });
    const watched = collect(client.watch(lease!.jobId));
    await untilConnection(client, ({ transport, state }) => transport === 'poll' && state === 'live');
    await completeJob(world.service, lease!);
    await watched.done;
    expect(seqs(watched.items)).toEqual([3]);
  });

  test('a stream that goes silent is left, and another goes on from there', async () => {
    const [lease] = await startJobs(world.service, 1);
    const client = world.client({ timings: { stallMs: 1_000 } });
    const watched = collect(client.watch(lease!.jobId));
    await untilConnection(client, ({ error }) => error !== null);
    await completeJob(world.service, lease!);
    await watched.done;
    expect(seqs(watched.items)).toEqual([3]);
    expect(streams(world.requests).length).toBeGreaterThan(1);
    expect(streams(world.requests)[1]?.path).toMatch(/after=v\d/);
  });
});

describe('nothing is missing', () => {
  test('when something happens between the snapshot and the stream', async () => {
    const [lease] = await startJobs(world.service, 1);
    const gate = gatedStreams();
    gate.shut();
    const watched = collect(world.client({ fetch: gate.fetch }).watch(lease!.jobId));
    await watched.until(({ kind }) => kind === 'snapshot');
    await addLog(world.service.core, lease!, 'info', 'in between');
    await completeJob(world.service, lease!);
    await untilNumbered();
    gate.open();
    await watched.done;
    expect(seqs(watched.items)).toEqual([3, 4]);
  });

  test('when a frame gets lost', async () => {
    const [lease] = await startJobs(world.service, 1);
    const client = world.client({ fetch: streamsWithout(3) });
    const watched = collect(client.watch(lease!.jobId));
    await watched.until(({ kind }) => kind === 'snapshot');
    await untilConnection(client, ({ state }) => state === 'live');
    await reportProgress(world.service.core, lease!, { percent: 40 });
    await addLog(world.service.core, lease!, 'info', 'there');
    const { job } = await watched.until((update) => update.job.lastSeq === 4);
    expect(job.progress.percent).toBe(40);
    expect(seqs(watched.items)).toEqual([3, 4]);
    await completeJob(world.service, lease!);
    await watched.done;
  });
});

describe('the token', () => {
  /** A service that takes no token that was given out before the last `expire`. */
  function guard(): { given: string[]; expire: () => void; options: ClientOptions } {
    const given: string[] = [];
    let firstGood = 1;
    return {
      given,
      expire: () => (firstGood = given.length + 1),
      options: {
        token: async () => {
          const token = `token-${given.length + 1}`;
          given.push(token);
          return token;
        },
        fetch: async (url, init = {}) => {
          const { Authorization: sent } = init.headers as Record<string, string>;
          const isGood = Number(sent?.replace('Bearer token-', '')) >= firstGood;
          return isGood ? withoutToken(url, init) : new Response('', { status: 401 });
        },
      },
    };
  }

  test('is asked for once, and again when it is refused', async () => {
    const { given, expire, options } = guard();
    const client = world.client(options);
    await Promise.all([client.list(), client.list(), client.list()]);
    expect(given).toHaveLength(1);
    expire();
    await Promise.all([client.list(), client.list(), client.list()]);
    expect(given).toHaveLength(2);
  });

  test('is asked for again when the stream comes back', async () => {
    const [lease] = await startJobs(world.service, 1);
    const { given, expire, options } = guard();
    const client = world.client({ ...options, timings: { stallMs: 1_000 } });
    const watched = collect(client.watch(lease!.jobId));
    await untilConnection(client, ({ state }) => state === 'live');
    expire();
    await untilConnection(client, ({ state }) => state === 'connecting');
    await untilConnection(client, ({ state }) => state === 'live');
    expect(given.length).toBeGreaterThan(1);
    await completeJob(world.service, lease!);
    await watched.done;
    expect(watched.failure).toBeUndefined();
  });

  test('one that cannot be renewed is told, with what to do', async () => {
    const client = world.client({ token: 'old', fetch: async () => new Response('', { status: 401 }) });
    await expect(client.list()).rejects.toMatchObject({ code: 'unauthenticated', advice: /^Sign in again/ });
    const [lease] = await startJobs(world.service, 1);
    const watched = collect(client.watch(lease!.jobId));
    await watched.done;
    expect(watched.failure).toMatchObject({ code: 'unauthenticated' });
    await completeJob(world.service, lease!);
  });
});

describe('tabs', () => {
  test('share one stream; when the one that has it closes, another takes over and nothing is lost or repeated', async () => {
    const leases = await startJobs(world.service, 2);
    const gate = gatedStreams(withoutToken);
    const tabs = [0, 1, 2].map(() =>
      world.client({ shareAcrossTabs: true, token: 'the-same', fetch: gate.fetch, timings: { lingerMs: 1 } }),
    );
    const watched = tabs.map((tab) => leases.map(({ jobId }) => collect(tab.watch(jobId))));
    await Promise.all(tabs.map((tab) => untilConnection(tab, ({ state }) => state === 'live')));
    await Promise.all(watched.flat().map((each) => each.until(({ kind }) => kind === 'snapshot')));
    for (const lease of leases) await addLog(world.service.core, lease, 'info', 'for all');
    await Promise.all(watched.flat().map((each) => each.until(({ job }) => job.lastSeq === 3)));
    expect(streams(world.requests).length).toBeLessThanOrEqual(2); // a second one when a tab brought another job
    const leader = tabs.findIndex(({ connection }) => !connection.isShared);
    const others = watched.filter((_, tab) => tab !== leader).flat();

    gate.shut();
    tabs[leader]!.close();
    for (const lease of leases) await addLog(world.service.core, lease, 'info', 'in between');
    await untilNumbered();
    gate.open();
    await Promise.all(others.map((each) => each.until(({ job }) => job.lastSeq === 4)));
    expect(tabs.filter(({ connection: { state, isShared } }) => state === 'live' && !isShared)).toHaveLength(1);
    for (const lease of leases) await completeJob(world.service, lease);
    await Promise.all(others.map(({ done }) => done));
    expect(others.map(({ items }) => seqs(items))).toEqual(others.map(() => [3, 4, 5]));
  });

  test('of different people share nothing', async () => {
    const [lease] = await startJobs(world.service, 1);
    const [ada, bob] = ['ada', 'bob'].map((token) =>
      world.client({ shareAcrossTabs: true, token, fetch: withoutToken }),
    );
    const watched = [ada!, bob!].map((tab) => collect(tab.watch(lease!.jobId)));
    await Promise.all([ada!, bob!].map((tab) => untilConnection(tab, ({ state }) => state === 'live')));
    expect([ada, bob].map((tab) => tab!.connection.isShared)).toEqual([false, false]);
    await completeJob(world.service, lease!);
    await Promise.all(watched.map(({ done }) => done));
  });
});

/** The feed has all events that were written: one that begins at its end now gets none of them. */
async function untilNumbered(): Promise<void> {
  for (;;) {
    const [row] = await world.service.core.pool.query<{ left: number }>(
      'select count(*) as left from pressroom.job_events where feed_pos is null',
    );
    if (row?.left === 0) return;
  }
}
