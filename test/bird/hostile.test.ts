import { readdirSync } from 'node:fs';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseBirdConfig } from '../../source/bird/config/index.ts';
import * as bird from '../../source/bird/index.ts';
import { readSample } from './samples.ts';

const samples = readdirSync(new URL('../fixtures/bird/', import.meta.url)).map(readSample);

const parsers = [
  bird.readProtocols,
  bird.parseStatus,
  bird.parseMemory,
  bird.parseRouteCounts,
  bird.parseRoutes,
  bird.parseBfdSessions,
  bird.parseOspfNeighbors,
  bird.parseConfigureReply,
  (text: string) => bird.parseProtocols(text).map(bird.toRpkiSession),
];

/** A sample with pieces cut out, doubled, replaced by other characters or moved. */
const mutation = fc
  .tuple(
    fc.constantFrom(...samples),
    fc.array(
      fc.record({
        at: fc.double({ min: 0, max: 1, noNaN: true }),
        length: fc.nat(60),
        insert: fc.oneof(
          fc.string({ maxLength: 20, unit: 'binary' }),
          fc.constantFrom(
            '\n',
            ':',
            '  ',
            '---',
            '\u001b[2J',
            '1006-',
            '0000 \n',
            '+',
            '\t',
            '__proto__:',
            '999999999999999999',
          ),
        ),
      }),
      { maxLength: 12 },
    ),
  )
  .map(([sample, edits]) => {
    let text = sample;
    for (const { at, length, insert } of edits) {
      const start = Math.floor(at * text.length);
      text = text.slice(0, start) + insert + text.slice(start + length);
    }
    return text;
  });

test('no mutation of what a daemon prints makes a parser throw', () => {
  fc.assert(
    fc.property(mutation, (text) => {
      for (const parse of parsers) parse(text);
    }),
    { numRuns: 300 },
  );
});

test('nothing at all makes a parser throw', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 400 }), (text) => {
      for (const parse of parsers) parse(text);
    }),
    { numRuns: 300 },
  );
});

test('a line of a megabyte costs no more than reading it', { timeout: 60_000 }, () => {
  for (const piece of ['x', ' ', ':', '-', '1', '[', '\t', ' x', '---', '1,']) {
    const line = piece.repeat(1_000_000 / piece.length);
    const text = `x BGP --- up 16:00:00  Established\n  Description: ${line}\n  Route change stats: ${line}\n      Import updates: ${line}\n${line}\n`;
    const started = performance.now();
    for (const parse of parsers) parse(text);
    expect(performance.now() - started).toBeLessThan(20_000);
  }
});

test('a session description with a terminal escape is kept as data', () => {
  const [session] = bird.parseProtocols(
    'x BGP --- up 16:00:00  Established\n  Description:    a\u001b[2Jb\n',
  );
  expect(session?.description).toBe('a\u001b[2Jb');
});

test('hundreds of thousands of channels, limits and mistakes are told without running out of arguments', () => {
  const limits = '    Import limit: 1\n'.repeat(200_000);
  const [session] = bird.parseProtocols(
    `x BGP --- up 16:00:00  Established\n  BGP state: Established\n${'  Channel ipv4\n'.repeat(150_000)}${limits}`,
  );
  expect(session && bird.explainSession(session).length).toBeGreaterThan(150_000);
  const config = parseBirdConfig(
    { files: new Map([['bird.conf', '\u00b5}'.repeat(200_000)]]), folder: '' },
    'bird.conf',
  );
  expect(config.unread.length).toBeGreaterThan(200_000);
});
