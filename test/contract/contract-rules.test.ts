import { describe, expect, test } from '@jest/globals';
import { findExampleFaults } from '../../scripts/contract-examples.ts';
import { findRuleFaults } from '../../scripts/contract-rules.ts';
import { contract, type ApiDocument } from '../../src/contract/contract.ts';

type Loose = { [key: string]: Loose } & Loose[];

type Check = (document: ApiDocument) => string[];

/** What a check says of the contract after one thing in it was spoilt. */
function faultsAfter(spoil: (document: Loose) => void, check: Check): string[] {
  const document = structuredClone(contract) as unknown as Loose;
  spoil(document);
  return check(document as unknown as ApiDocument);
}

test.each<[string, Check]>([
  ['the rules of the house', findRuleFaults],
  ['its examples', findExampleFaults],
])('the contract is in order by %s', (_what, check) => {
  expect(check(contract)).toEqual([]);
});

describe('what the contract check finds', () => {
  const list = (d: Loose): Loose => d.paths!['/api/jobs']!.get!;
  const schema = (d: Loose, name: string): Loose => d.components!.schemas![name]!;
  const value = (v: unknown): Loose => v as Loose;

  test.each<[string, (document: Loose) => void, RegExp]>([
    ['a missing summary', (d) => delete list(d).summary, /^\/paths\/~1api~1jobs\/get: has no summary/],
    ['a missing operationId', (d) => delete list(d).operationId, /has no operationId/],
    ['an operationId used twice', (d) => (list(d).operationId = value('getJob')), /getJob twice/],
    ['missing scopes', (d) => delete list(d)['x-scopes'], /has no x-scopes/],
    [
      'security without the scopes',
      (d) => (list(d).security = value([{ bearerAuth: [] }])),
      /does not ask for its x-scopes/,
    ],
    ['an operation left open', (d) => (list(d).security = value([])), /does not ask for its x-scopes/],
    [
      'no answer for a fault of the service',
      (d) => ['500', '503'].forEach((s) => delete list(d).responses![s]),
      /no response for 5xx/,
    ],
    [
      'a fault that is no problem document',
      (d) => delete d.components!.responses!.NotFound!.content,
      /no application\/problem\+json/,
    ],
    ['an unused component', (d) => (d.components!.schemas!.Lonely = value({ type: 'string' })), /Lonely: is not used/],
    [
      'an open body',
      (d) => delete schema(d, 'CancelRequest').additionalProperties,
      /CancelRequest.*additionalProperties/,
    ],
    ['an open block', (d) => delete schema(d, 'ListBlock').additionalProperties, /ListBlock.*additionalProperties/],
    ['an unbounded string', (d) => delete schema(d, 'Tag').maxLength, /Tag: is a string without maxLength/],
    [
      'an unbounded list',
      (d) => delete schema(d, 'Sheet').properties!.rows!.maxItems,
      /rows: is an array without maxItems/,
    ],
    [
      'an unbounded number',
      (d) => delete schema(d, 'JobCreate').properties!.priority!.maximum,
      /priority: is an integer without/,
    ],
    [
      'a default in a body',
      (d) => (schema(d, 'JobCreate').properties!.priority!.default = value(0)),
      /priority: has a default/,
    ],
    ['a loose pattern', (d) => (schema(d, 'Tag').pattern = value('[a-z]')), /Tag: has a pattern that is not anchored/],
    [
      'a type without a schema',
      (d) => schema(d, 'JobType').enum!.push(value('video')),
      /no input for the job type video/,
    ],
  ])('%s', (_what, spoil, fault) => {
    expect(faultsAfter(spoil, findRuleFaults)).toEqual(expect.arrayContaining([expect.stringMatching(fault)]));
  });

  test.each<[string, (document: Loose) => void, RegExp]>([
    [
      'a wrong answer example',
      (d) => delete d.components!.examples!.QueuedJob!.value!.status,
      /queued.*required property 'status'/,
    ],
    ['a wrong schema example', (d) => (schema(d, 'PdfInput').examples![0] = value({})), /PdfInput\/examples\/0/],
    [
      'an input example that its type refuses',
      (d) => (d.components!.examples!.CreatePdf!.value!.input = value({ blocks: [] })),
      /pdf\/input\/blocks: must not be empty/,
    ],
  ])('%s', (_what, spoil, fault) => {
    expect(faultsAfter(spoil, findExampleFaults)).toEqual(expect.arrayContaining([expect.stringMatching(fault)]));
  });
});
