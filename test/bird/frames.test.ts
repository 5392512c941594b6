import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { FrameReader, isRefusal, parseProtocols, parseStatus } from '../../source/bird/index.ts';
import { answerTo, readRawAnswers, readSample } from './samples.ts';

const answers = [...readRawAnswers('2.0.12-raw.txt').values(), ...readRawAnswers('3.1.8-raw.txt').values()];

describe('a reply', () => {
  test('ends with a line of a code and a space', () => {
    const reader = new FrameReader();
    expect(
      reader.push('0001 BIRD 2.0.12 ready.\n1000-BIRD 2.0.12\n1011-Router ID is 10.0.0.1\n Host'),
    ).toEqual([{ text: '0001 BIRD 2.0.12 ready.\n', code: 1 }]);
    expect(reader.push('name is 0013 vm\n0013 Daemon is up and running')).toEqual([]);
    const [reply] = reader.push('\n');
    expect(reply?.code).toBe(13);
    expect(parseStatus(reply?.text ?? '')).toMatchObject({
      hostname: '0013 vm',
      routerId: '10.0.0.1',
      unread: [],
    });
  });

  test.each([
    ['show protocols nosuch', 9001],
    ['show protocols "nosuch*"', 8003],
    ['configure', 8007],
    ['show protocols all good', 0],
    ['configure confirm', 18],
  ])('to %s has the code %i', (command, code) => {
    const [reply, ...more] = new FrameReader().push(answerTo(readRawAnswers('2.0.12-raw.txt'), command));
    expect(more).toEqual([]);
    expect(reply?.code).toBe(code);
    expect(reply && isRefusal(reply)).toBe(code >= 8000);
  });

  test('is the same however the stream is cut', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1 }), (sizes) => {
        const stream = answers.join('');
        const reader = new FrameReader();
        const replies = [];
        let at = 0;
        for (let index = 0; at < stream.length; index += 1) {
          const size = sizes[index % sizes.length] ?? 1;
          replies.push(...reader.push(stream.slice(at, at + size)));
          at += size;
        }
        expect(replies.map((reply) => reply.text)).toEqual(answers);
        expect(reader.pending).toBe(0);
      }),
      { numRuns: 50 },
    );
  });

  test('output that nobody asked for is no part of it', () => {
    const [reply] = new FrameReader().push(
      '+a log line\n1000-BIRD 2.0.12\n+0013 another\n0013 Daemon is up\n',
    );
    expect(parseStatus(reply?.text ?? '')).toMatchObject({
      version: '2.0.12',
      condition: 'Daemon is up',
      unread: [],
    });
  });

  test('a line that never ends is counted, once', () => {
    const reader = new FrameReader();
    for (let chunk = 0; chunk < 1_000; chunk += 1) reader.push('x'.repeat(1_000));
    expect(reader.pending).toBe(1_000_000);
  });
});

test('birdc -v aligns continuation lines and leaves the last line out: it reads the same', () => {
  const socket = answerTo(readRawAnswers('2.0.12-raw.txt'), 'show protocols all good');
  const aligned = socket.replace(/^ /gm, '     ').replace('0000 \n', '');
  const verbose = `0001 BIRD 2.0.12 ready.\n0016 Access restricted\n${aligned}`;
  expect(parseProtocols(verbose)).toEqual(parseProtocols(socket));
});

test('birdc -r says that access is restricted: no matter', () => {
  const text = readSample('2.0.12-show-protocols.txt').replace('ready.\n', 'ready.\nAccess restricted\n');
  expect(parseProtocols(text)).toHaveLength(36);
});
