import { expect, test } from 'vitest';
import { checkImportLimits } from '../../source/checks/groups/limits.ts';
import { type FixtureNetwork, read } from './fixture.ts';
import { changeIn, small } from './small-network.ts';

/** What is told of the limit of 100 while transit imports so many routes. */
function judge(count: number | undefined, network: FixtureNetwork = small): string[] {
  const answers = checkImportLimits(read(network), (host, session) =>
    host === 'edge' && session === 'transit' ? count : undefined,
  );
  return [...answers].map((answer) =>
    'notChecked' in answer ? answer.notChecked : `${answer.severity}: ${answer.message}`,
  );
}

test('a limit with room above what is imported today is well', () => {
  expect(judge(80)).toEqual([]);
});

test('a limit that is nearly reached is a warning', () => {
  expect(judge(90)).toEqual([
    'warning: edge transit imports 90 routes today, the limit is 100: little room is left',
  ]);
});

test('a limit below what is imported today would shut the session down', () => {
  expect(judge(100)).toEqual(['error: edge transit imports 100 routes today, the limit is 100']);
  const lowered = changeIn(small, 'edge/bird/bird.conf', ['import limit 100', 'import limit 10']);
  expect(judge(80, lowered)).toEqual(['error: edge transit imports 80 routes today, the limit is 10']);
});

test('a session that does not tell its count is told as such', () => {
  expect(judge(undefined)).toEqual(['edge transit tells no count of routes']);
});
