import { expect, test } from 'vitest';
import { loadFleet } from '../../source/fleet/load-fleet.ts';
import { makeRepository } from './repository.ts';

const passwords = {
  openRepository: async () => Promise.reject(new Error('no vault here')),
  openWithFile: async () => Promise.reject(new Error('no vault here')),
};

async function problemsOf(settings: string) {
  const inventory = 'all:\n  children:\n    ixp:\n      hosts:\n        ixpams01:\n        ixpfra01:\n';
  const root = makeRepository({ 'inventory/hosts.yml': inventory, 'peerdeck.yml': settings });
  const { problems = [] } = await loadFleet({ root, mode: { kind: 'production' }, passwords });
  return problems;
}

test('a mistyped host in a check or a delivery rule is told with its line', async () => {
  const settings = [
    'delivery:',
    '  - { match: caddy/*, hosts: ixp, mode: 0644 }',
    '  - match: nginx/*',
    '    hosts: ixp:ixpamz01',
    'checks:',
    '  - run: "true"',
    '    hosts: ixp:!ixp',
  ];
  expect(await problemsOf(settings.join('\n'))).toMatchObject([
    {
      message: 'delivery: hosts: ixp:ixpamz01 names ixpamz01, which is no host and no group',
      place: { file: 'peerdeck.yml', line: 4 },
    },
    { message: expect.stringContaining('chooses no host'), place: { line: 7 } },
  ]);
});

test('an expression that is none is told the same way', async () => {
  expect(await problemsOf('checks:\n  - { run: "true", hosts: "~(" }\n')).toMatchObject([
    { message: 'checks: hosts: ~( is no regular expression', place: { line: 2 } },
  ]);
});
