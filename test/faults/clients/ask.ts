import { expect } from '@jest/globals';
import { until } from '../rig/waiting.ts';

/** An answer, and how long it took. */
export interface Answer {
  asked: string;
  status: number;
  ms: number;
  headers: Headers;
  text: string;
}

/** Far more than the service takes to answer, or to say that it cannot. */
const ANSWER_MS = 12_000;
const PDF_JOB = { type: 'pdf', title: 'A job', input: { markdown: '# Words' } };

/** @throws when there is no answer in time, or the connection breaks */
export async function ask(baseUrl: string, method: string, path: string, init: RequestInit = {}): Promise<Answer> {
  const began = performance.now();
  const asked = `${method} ${path}`;
  const signal = AbortSignal.timeout(ANSWER_MS);
  const response = await fetch(baseUrl + path, { method, signal, redirect: 'manual', ...init }).catch(
    (error: unknown) => {
      throw new Error(`No answer to ${asked}`, { cause: error });
    },
  );
  const text = await response.text();
  return { asked, status: response.status, ms: Math.round(performance.now() - began), headers: response.headers, text };
}

export function askForJob(baseUrl: string, headers: Record<string, string> = {}): Promise<Answer> {
  const all = { 'content-type': 'application/json', ...headers };
  return ask(baseUrl, 'POST', '/api/jobs', { headers: all, body: JSON.stringify(PDF_JOB) });
}

/** The id of a new job, which must be taken. */
export async function newJob(baseUrl: string): Promise<string> {
  const answer = await askForJob(baseUrl);
  expect(answer).toMatchObject({ status: 202 });
  return (JSON.parse(answer.text) as { id: string }).id;
}

/** It cannot answer now, says so in the service's own words and nobody else's, and when to come again. */
export function expectUnavailable(answer: Answer): void {
  expect(answer).toMatchObject({ status: 503 });
  expect(answer.headers.get('content-type')).toBe('application/problem+json; charset=utf-8');
  expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(0);
  const problem = JSON.parse(answer.text) as { code: string; instance: string };
  expect(problem).toEqual({
    type: '/problems/unavailable',
    code: 'unavailable',
    title: 'Not available now',
    status: 503,
    detail: expect.stringMatching(/^[A-Z][a-z ]+( Try again)?\./) as unknown,
    instance: expect.stringMatching(/^[0-9a-f-]{36}$/) as unknown,
  });
}

/** Resolves when a job is taken again; how long that took, in milliseconds. */
export async function untilServed(baseUrl: string, limitMs: number): Promise<number> {
  const began = performance.now();
  await until('a job is taken again', limitMs, async () => (await askForJob(baseUrl)).status === 202);
  return Math.round(performance.now() - began);
}
