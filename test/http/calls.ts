import { expect } from '@jest/globals';
import addFormats from 'ajv-formats';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { contract } from '../../src/contract/contract.ts';
import { claimJobs, type ClaimedJob } from '../../src/jobs/claim-jobs.ts';
import { settleJob } from '../../src/jobs/settle-job.ts';
import type { TestApi } from '../helpers/api.ts';
import { keepLease } from '../helpers/keep-lease.ts';

export const PDF_JOB = { type: 'pdf', input: { markdown: '# Three films' } };

export interface Answer {
  status: number;
  headers: Headers;
  text: string;
  // oxlint-disable-next-line typescript/no-explicit-any -- tests look into answers of all shapes
  json: any;
}

interface CallOptions {
  body?: unknown;
  headers?: Record<string, string>;
}

/** A request; every answer of 400 or more is checked to be a problem document of the contract. */
export async function call(
  api: TestApi,
  method: string,
  path: string,
  { body, headers = {} }: CallOptions = {},
): Promise<Answer> {
  const isRaw = typeof body === 'string' || body instanceof Uint8Array;
  const response = await fetch(api.url + path, {
    method,
    redirect: 'manual',
    headers: { ...(body === undefined ? {} : { 'Content-Type': 'application/json' }), ...headers },
    ...(body === undefined ? {} : { body: isRaw ? (body as string) : JSON.stringify(body) }),
  });
  const text = await response.text();
  const isJson = /[/+]json/.test(response.headers.get('content-type') ?? '');
  const answer = {
    status: response.status,
    headers: response.headers,
    text,
    json: isJson && text ? JSON.parse(text) : undefined,
  };
  if (answer.status >= 400 && method !== 'HEAD') expectProblem(answer);
  return answer;
}

const ajv = new Ajv2020({ strict: false, allErrors: true });
addFormats.default(ajv);
ajv.addSchema({ $id: 'contract', components: { schemas: contract.components.schemas } });
const isProblem = ajv.compile({ $ref: 'contract#/components/schemas/Problem' });

export function expectProblem(answer: Pick<Answer, 'status' | 'json'> & { headers: Headers }): void {
  expect(answer.headers.get('content-type')).toBe('application/problem+json; charset=utf-8');
  expect(isProblem(answer.json) || isProblem.errors).toBe(true);
  expect(answer.json).toMatchObject({ status: answer.status, type: `/problems/${answer.json.code}` });
  expect(answer.json.instance).toMatch(/^[0-9a-f-]{36}$/);
}

/** A job of ours, as the API answers its creation. */
export async function createdJob(api: TestApi, more: Record<string, unknown> = {}): Promise<Answer['json']> {
  const answer = await call(api, 'POST', '/api/jobs', { body: { ...PDF_JOB, ...more } });
  expect(answer.status).toBe(202);
  return answer.json;
}

/** Claims the next job of a type, as a worker would, as soon as there is one. */
export async function startNext(api: TestApi, type: string): Promise<ClaimedJob> {
  for (;;) {
    const [claimed] = await claimJobs(api.context.core, type, 1, 'a-test');
    if (claimed) {
      keepLease(api.context.core, type, claimed);
      return claimed;
    }
    await new Promise((resolve) => setImmediate(resolve));
  }
}

type Ending = { result: Record<string, string | number> } | { failure: string };

/** Runs the next job of a type to its end. */
export async function finishNext(api: TestApi, type: string, ending: Ending): Promise<void> {
  const lease = await startNext(api, type);
  const settlement =
    'result' in ending
      ? ({ kind: 'complete', result: ending.result, mainArtifactId: null } as const)
      : ({
          kind: 'fail',
          retryable: false,
          error: {
            type: '/problems/handler-failed',
            code: 'handler-failed',
            title: 'It failed',
            detail: ending.failure,
          },
        } as const);
  expect(await settleJob(api.context.core, type, lease, settlement)).not.toBeNull();
}
