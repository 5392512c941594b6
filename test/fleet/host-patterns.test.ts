import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { execa } from 'execa';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { OperatorError } from '../../source/basics/problem.ts';
import { matchGlob } from '../../source/fleet/glob.ts';
import { evaluatePattern, selectHosts } from '../../source/fleet/host-patterns.ts';
import { loadFleet } from '../../source/fleet/load-fleet.ts';
import type { Fleet } from '../../source/fleet/model.ts';
import { createVaultPasswords } from '../../source/secrets/vault-passwords.ts';
import { ansibleEnvironment } from './ansible.ts';
import { makeRepository } from './repository.ts';

const inventory = `
core: {hosts: {coreams01: , corefra01.example.net: }}
ixp:
  hosts: {"ixpams[01:03]": , ixpfra01: , "2001:db8::1": }
  children: {small: {hosts: {ixplux01: }}}
probe: {hosts: {vltatl01: , ixpams02: , a-b: }}
empty: {}
`;

function open(): Promise<{ root: string; fleet: Fleet }> {
  const root = makeRepository({ 'inventory/hosts.yml': inventory });
  const passwords = createVaultPasswords({ environment: {} });
  return loadFleet({ root, mode: { kind: 'production' }, passwords }).then((fleet) => ({ root, fleet }));
}

/** What Ansible makes of each pattern as `--limit`: names in order, or null for an error. */
async function askAnsible(
  root: string,
  patterns: readonly string[],
): Promise<readonly (readonly string[] | null)[]> {
  const script = `
import sys, json
from ansible.parsing.dataloader import DataLoader
from ansible.inventory.manager import InventoryManager
manager = InventoryManager(loader=DataLoader(), sources=[sys.argv[1]])
def ask(pattern):
    try: return [host.name for host in manager.get_hosts(pattern)]
    except Exception: return None
print(json.dumps([ask(pattern) for pattern in json.loads(sys.stdin.read())]))`;
  const { stdout } = await execa('/usr/bin/python3', ['-c', script, join(root, 'inventory')], {
    input: JSON.stringify(patterns),
    env: ansibleEnvironment,
  });
  return JSON.parse(stdout);
}

function choose(fleet: Fleet, pattern: string): readonly string[] | null {
  try {
    return evaluatePattern(fleet, pattern).hosts.map(({ name }) => name);
  } catch (error) {
    if (error instanceof OperatorError) return null;
    throw error;
  }
}

const patterns =
  `all * ixp core:probe core,probe ixp:&probe ixp:!probe !core &core all:!core:&ixp ixp:&ixpams*:!ixpams02
ixpams01 ixpams0[12] ixp* *01 ~ixp(ams|fra).* ~.*fra ixp[0] ixp[-1] ixp[1:] ixp[1:2] ixp[0:0] ixp[1-2] ixp[9] ixp[2:99] ixp*[1]
ixp[0]:core[0] ixp[0],core[0] all[0] small empty nothing nothing:core !nothing:core 2001:db8::1 corefra01.example.net core*.net
ixpams01:ixpams01 ixpams02,ixpams01 a-b ?-b [ic]* [!i]* ixpams01:!ixpams01 ungrouped al* ungr* ~ixpams0[1-2]$ core[0]:ixp[1:]:!ixpfra01
ixpams03:core:small core:!~.*net ~(?P<a>i)xp.* ~[ ixp[a] ixp[] core:ixp[0:1]:&probe`.split(/\s+/);

describe('a pattern chooses what Ansible chooses', () => {
  test('for every form of pattern', async () => {
    const { root, fleet } = await open();
    const theirs = await askAnsible(root, patterns);
    expect(patterns.map((pattern) => [pattern, choose(fleet, pattern)])).toEqual(
      patterns.map((pattern, index) => [pattern, theirs[index]]),
    );
  });

  test('for made-up patterns', async () => {
    const { root, fleet } = await open();
    const word = fc.constantFrom(
      'ixp',
      'core',
      'probe',
      'small',
      'all',
      'ixpams01',
      'ixpams*',
      '*01',
      '?xp*',
      'i[x-y]p',
      'x',
      'a-b',
    );
    const subscript = fc.constantFrom('', '', '', '[0]', '[1]', '[-1]', '[1:]', '[0:1]', '[2:1]');
    const sign = fc.constantFrom('', '', '&', '!');
    const part = fc.tuple(sign, word, subscript).map((pieces) => pieces.join(''));
    const pattern = fc
      .tuple(fc.array(part, { minLength: 1, maxLength: 4 }), fc.constantFrom(':', ',', ', '))
      .map(([parts, by]) => parts.join(by));
    const made = fc.sample(pattern, 400);
    const theirs = await askAnsible(root, made);
    expect(made.map((one) => [one, choose(fleet, one)])).toEqual(
      made.map((one, index) => [one, theirs[index]]),
    );
  });

  test('as `ansible --list-hosts` prints it', async () => {
    const { root, fleet } = await open();
    const pattern = 'ixp:&ixpams*:!ixpams02';
    const { stdout } = await execa(
      '/usr/bin/ansible',
      ['-i', 'inventory', 'all', '--limit', pattern, '--list-hosts'],
      {
        cwd: root,
        env: ansibleEnvironment,
      },
    );
    const names = stdout
      .split('\n')
      .slice(1)
      .map((line) => line.trim());
    expect(selectHosts(fleet, pattern).map(({ name }) => name)).toEqual(names);
  });
});

test('a glob matches what fnmatch matches', async () => {
  const text = fc.string({
    unit: fc.constantFrom('a', 'b', '-', ']', '[', '!', '^', '*', '?', '.', '\\'),
    maxLength: 8,
  });
  const pairs = fc.sample(fc.tuple(text, text), 3000);
  const script = `
import sys, json, fnmatch
print(json.dumps([fnmatch.fnmatchcase(name, pattern) for pattern, name in json.loads(sys.stdin.read())]))`;
  const { stdout } = await execa('/usr/bin/python3', ['-W', 'ignore', '-c', script], {
    input: JSON.stringify(pairs),
  });
  const theirs: unknown[] = JSON.parse(stdout);
  const ours = pairs.map(([pattern, name]) => matchGlob(pattern, name));
  expect(pairs.map((pair, index) => [pair, ours[index]])).toEqual(
    pairs.map((pair, index) => [pair, theirs[index]]),
  );
});

describe('the operator is told', () => {
  test('that a name in the pattern exists nowhere', async () => {
    const { fleet } = await open();
    expect(evaluatePattern(fleet, 'core,ixpmas01').unmatched).toEqual(['ixpmas01']);
    expect(() => selectHosts(fleet, 'ixpmas01')).toThrow(/there is no host or group ixpmas01/);
  });

  test('that a regular expression is none', async () => {
    const { fleet } = await open();
    expect(() => selectHosts(fleet, '~ixp(')).toThrow(/is no regular expression/);
  });
});

test('@file names the hosts of a file', async () => {
  const { root, fleet } = await open();
  writeFileSync(join(root, 'limit'), 'ixpams01\n\ncore\n');
  expect(selectHosts(fleet, `@${join(root, 'limit')}`).map(({ name }) => name)).toEqual([
    'ixpams01',
    'coreams01',
    'corefra01.example.net',
  ]);
});
