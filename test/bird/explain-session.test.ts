import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { explainSession, type Protocol, parseProtocols } from '../../source/bird/index.ts';

const folder = join(import.meta.dirname, '../fixtures/bird');

function readSessions(): { readonly file: string; readonly session: Protocol }[] {
  return readdirSync(folder)
    .filter((file) => file.includes('show-protocols-all'))
    .flatMap((file) =>
      parseProtocols(readFileSync(join(folder, file), 'utf8'))
        .filter(({ type }) => type === 'BGP')
        .map((session) => ({ file, session })),
    );
}

test('every value of every version is explained', () => {
  const sessions = readSessions();
  expect(sessions.length).toBeGreaterThan(20);
  const unexplained = new Set<string>();
  for (const { file, session } of sessions) {
    for (const { title, fields } of explainSession(session)) {
      for (const { label, value, explanation } of fields) {
        if (explanation === '' || explanation.includes('not explained')) {
          unexplained.add(`${file} ${session.name} ${title}: ${label} = ${value}`);
        }
      }
    }
  }
  expect([...unexplained]).toEqual([]);
});

test('an Established session: state, timers, capabilities, channel, counters', () => {
  const found = readSessions().find(
    ({ file, session }) => file.startsWith('2.0.12') && session.bgp?.state === 'Established',
  );
  const titles = found ? explainSession(found.session).map(({ title }) => title) : [];
  expect(titles).toEqual(expect.arrayContaining(['Session', 'Neighbour', 'Timers', 'Our capabilities']));
});

test('whatever BIRD prints, it is explained without a fall', () => {
  const texts = readdirSync(folder)
    .filter((file) => file.includes('show-protocols-all'))
    .map((file) => readFileSync(join(folder, file), 'utf8'));
  fc.assert(
    fc.property(fc.constantFrom(...texts), fc.nat(), fc.string(), (text, at, noise) => {
      const place = at % text.length;
      for (const session of parseProtocols(text.slice(0, place) + noise + text.slice(place + noise.length))) {
        for (const { fields } of explainSession(session)) expect(fields.length).toBeGreaterThanOrEqual(0);
      }
    }),
    { numRuns: 60 },
  );
});
