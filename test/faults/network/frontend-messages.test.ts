import { expect, test } from '@jest/globals';
import { frontendReader } from './frontend-messages.ts';

const SSL_REQUEST = packet('', Buffer.from([0x04, 0xd2, 0x16, 0x2f]));
const STARTUP = packet('', Buffer.from('\0\x03\0\0user\0me\0\0', 'latin1'));
const LONG = 70_000;
const TALK = [
  SSL_REQUEST,
  STARTUP,
  packet('p', Buffer.from('secret\0')),
  packet('Q', Buffer.from('begin\0')),
  packet('P', Buffer.from('name\0select $1, ‘é’\0\0\0')),
  packet('B', Buffer.from('\0\0Q\0\0\0\x0bcommit\0')), // a value that looks like a message
  packet('S', Buffer.alloc(0)),
  packet('Q', Buffer.from('commit\0')),
];
const READ = [
  ['p', ''],
  ['Q', 'begin'],
  ['P', 'select $1, ‘é’'],
  ['B', ''],
  ['S', ''],
  ['Q', 'commit'],
];

test('messages are found, and all passes as it was, wherever it is cut', () => {
  const all = Buffer.concat(TALK);
  for (let cut = 0; cut <= all.length; cut += 1) {
    expect(readAll([all.subarray(0, cut), all.subarray(cut)])).toEqual({ passed: all, messages: READ });
  }
  const bytes = Array.from(all, (_, at) => all.subarray(at, at + 1));
  expect(readAll(bytes)).toEqual({ passed: all, messages: READ });
});

test('what is long passes unread and uncopied, as it comes', () => {
  const read = frontendReader();
  read(STARTUP);
  const long = packet('Q', Buffer.alloc(LONG, 'x'));
  const [head, body, tail] = [long.subarray(0, 100), long.subarray(100, 60_000), long.subarray(60_000)];
  expect(read(head)).toEqual({ bytes: head, messages: [{ at: 0, type: 'Q', sql: '' }] });
  expect(read(body).bytes.buffer).toBe(body.buffer);
  expect(read(Buffer.concat([tail, packet('Q', Buffer.from('commit\0'))])).messages).toEqual([
    { at: tail.length, type: 'Q', sql: 'commit' },
  ]);
});

/** What passes of these chunks, and the messages that begin in it. */
function readAll(chunks: readonly Buffer[]): { passed: Buffer; messages: string[][] } {
  const read = frontendReader();
  const readings = chunks.map((chunk) => read(chunk));
  for (const { bytes, messages } of readings) {
    for (const { at, type } of messages)
      if (String.fromCharCode(bytes[at]!) !== type) throw new Error('not where it begins');
  }
  return {
    passed: Buffer.concat(readings.map(({ bytes }) => bytes)),
    messages: readings.flatMap(({ messages }) => messages.map(({ type, sql }) => [type, sql])),
  };
}

/** A type byte, which the first packets have not, the length with itself, the body. */
function packet(type: string, body: Buffer): Buffer {
  const length = Buffer.alloc(4);
  length.writeUInt32BE(4 + body.length);
  return Buffer.concat([Buffer.from(type), length, body]);
}
