import { execa } from 'execa';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { OperatorError } from '../../source/basics/problem.ts';
import {
  InventoryGraph,
  listGroupHosts,
  listHostGroups,
  sortGroups,
} from '../../source/fleet/inventory-graph.ts';
import { addIniInventory } from '../../source/fleet/inventory-ini.ts';
import { addYamlInventory, type InventorySource } from '../../source/fleet/inventory-yaml.ts';
import { applySettings, Marks } from '../../source/fleet/marks.ts';
import { Origins } from '../../source/fleet/origins.ts';
import { readYaml } from '../../source/fleet/yaml.ts';
import { PyDict } from '../../source/jinja/values.ts';
import { tagValue } from './ansible.ts';

/** What Ansible's own plugin reads from each text: the groups with their hosts, each host's variables; or null. */
async function askAnsible(plugin: 'ini' | 'yaml', texts: readonly string[]): Promise<readonly unknown[]> {
  const script = `
import sys, json, tempfile, os, warnings
warnings.simplefilter('ignore')
from ansible.inventory.data import InventoryData
from ansible.inventory.helpers import get_group_vars
from ansible.parsing.dataloader import DataLoader
from ansible.plugins.loader import inventory_loader
from ansible.utils.display import Display
Display.warning = lambda *a, **k: None
def tag(value):
    if isinstance(value, bool) or value is None or isinstance(value, str): return value
    if isinstance(value, int): return {'int': str(value)}
    if isinstance(value, float): return {'float': repr(value)}
    if isinstance(value, dict): return {'dict': {str(k): tag(v) for k, v in value.items()}}
    if isinstance(value, (list, tuple)): return [tag(v) for v in value]
    raise TypeError(type(value))
def read(text):
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, 'hosts' if '${plugin}' == 'ini' else 'hosts.yml')
        with open(path, 'w') as file: file.write(text)
        data = InventoryData()
        inventory_loader.get('${plugin}').parse(data, DataLoader(), path, cache=False)
        data.reconcile_inventory()
        variables = {}
        for name, host in data.hosts.items():
            merged = {**get_group_vars(host.get_groups()), **host.vars}
            variables[name] = {str(k): tag(v) for k, v in merged.items() if k not in ('inventory_file', 'inventory_dir')}
        return {'groups': {k: sorted(v) for k, v in data.get_groups_dict().items()}, 'variables': variables}
def ask(text):
    try: return read(text)
    except Exception: return None
print(json.dumps([ask(text) for text in json.loads(sys.stdin.read())]))`;
  const { stdout } = await execa('/usr/bin/python3', ['-c', script], {
    input: JSON.stringify(texts),
    maxBuffer: 1e9,
  });
  return JSON.parse(stdout);
}

function makeSource(marks: Marks): InventorySource {
  return {
    file: 'hosts',
    path: '/hosts',
    marks,
    secret: false,
    graph: new InventoryGraph(),
    origins: new Origins(),
    problems: [],
    lab: false,
  };
}

function readIni(text: string): InventoryGraph {
  const source = makeSource(new Marks());
  addIniInventory(text, source);
  return source.graph;
}

function readYamlInventory(text: string): InventoryGraph {
  const marks = new Marks();
  const source = makeSource(marks);
  const data = readYaml({ file: 'hosts', text, onValue: marks.record });
  if (!(data instanceof PyDict))
    throw new OperatorError({ kind: 'inventory-invalid', message: 'no mapping' });
  addYamlInventory(data, source);
  return source.graph;
}

function summarize(read: (text: string) => InventoryGraph, text: string): unknown {
  try {
    const graph = read(text);
    graph.settle();
    return { groups: summarizeGroups(graph), variables: summarizeVariables(graph) };
  } catch (error) {
    if (error instanceof OperatorError) return null;
    throw error;
  }
}

function summarizeGroups(graph: InventoryGraph): unknown {
  const entries = [...graph.groups.values()].map((group) => [
    group.name,
    listGroupHosts(group)
      .map(({ name }) => name)
      .sort(),
  ]);
  return Object.fromEntries(entries);
}

function summarizeVariables(graph: InventoryGraph): unknown {
  const origins = new Origins();
  const entries = [...graph.hosts.values()].map((host) => {
    const variables = new PyDict();
    for (const group of sortGroups(listHostGroups(host))) applySettings(variables, group.settings, origins);
    applySettings(variables, host.settings, origins);
    return [
      host.name,
      Object.fromEntries([...variables].map(([key, value]) => [String(key), tagValue(value, true)])),
    ];
  });
  return Object.fromEntries(entries);
}

test('any INI inventory gives the hosts, groups and variables that Ansible reads, or is refused by both', async () => {
  const name = fc.constantFrom('h1', 'h2', 'h[1:3]', 'x:22', '"q r"', 'é', 'h1.example.net');
  const groupName = fc.constantFrom('a', 'b', 'c', 'd-e', 'all', 'ungrouped');
  const value = fc.constantFrom(
    '1',
    'x',
    '"two words"',
    "'1'",
    '[1, 2]',
    "{'k': 1}",
    '',
    '1.50',
    'True',
    'a#b',
    '0x10',
    '5 # c',
  );
  const assignment = fc
    .tuple(fc.constantFrom('v', 'w', 'ansible_group_priority', 'ansible_host'), value)
    .map(([key, text]) => `${key}=${text}`);
  const line = fc.oneof(
    name,
    fc.tuple(name, fc.array(assignment, { maxLength: 3 })).map(([host, rest]) => [host, ...rest].join(' ')),
    fc
      .tuple(groupName, fc.constantFrom('', '', ':children', ':vars', ':hosts', ':other'))
      .map((parts) => `[${parts.join('')}]`),
    assignment,
    groupName,
    fc.constantFrom(
      '',
      '# comment',
      '; comment',
      '[',
      ']',
      '[ a ]',
      '[a]  # c',
      'h1 h2',
      'a=',
      '---',
      'h1:',
      '  h2  v=1  ',
    ),
  );
  const texts = fc.sample(
    fc.array(line, { maxLength: 12 }).map((lines) => lines.join('\n')),
    1500,
  );
  await compare('ini', readIni, texts);
});

test('any YAML inventory does, too', async () => {
  const host = fc.constantFrom('h1', 'h2', 'h[1:3]', 'x:22', '"3"', 'é', 'h3', 'h4', 'h5', 'h6', 'h7', '4');
  const variables = fc.constantFrom(
    '',
    '',
    ' {v: 1}',
    ' {v: x, w: [1, 2.0]}',
    ' []',
    ' {w: no}',
    ' {v: 0644}',
    ' ~',
    ' {x: 1}',
    ' {v: 2}',
    ' {x: {y: z}}',
    ' text',
    ' {ansible_host: 1.2.3.4}',
  );
  const hosts = fc.oneof(
    fc
      .uniqueArray(fc.tuple(host, variables), { maxLength: 3, selector: ([one]) => one })
      .map((list) => `{${list.map(([one, body]) => `${one}: ${body}`).join(', ')}}`),
    fc.constantFrom('h1', '', 'h2', 'h3', '{h4: }', '{h5: }', '[h1]'),
  );
  const vars = fc.constantFrom(
    '{v: all}',
    '{v: 2, w: {k: 1}}',
    '{ansible_group_priority: 7, v: p}',
    '',
    '{x: group}',
    '{w: group}',
    '{ansible_group_priority: "3", w: p}',
    'text',
    '{ansible_group_priority: x}',
  );
  const { group } = fc.letrec<{ group: string }>((tie) => ({
    group: fc
      .tuple(
        fc.option(hosts),
        fc.option(vars),
        fc.option(
          fc.oneof(
            { depthSize: 'small' },
            fc.constantFrom('a', '{a: }', '{b: , c: }', '[a]'),
            fc
              .tuple(fc.constantFrom('a', 'b', 'c', 'd'), tie('group'))
              .map(([key, body]) => `{${key}: ${body}}`),
          ),
        ),
        fc.constantFrom('', '', '', 'other: 1'),
      )
      .map(([inHosts, inVars, inChildren, other]) => {
        const parts = [
          inHosts === null ? '' : `hosts: ${inHosts}`,
          inVars === null ? '' : `vars: ${inVars}`,
          inChildren === null ? '' : `children: ${inChildren}`,
          other,
        ];
        return `{${parts.filter((part) => part !== '').join(', ')}}`;
      }),
  }));
  const top = fc.uniqueArray(fc.constantFrom('all', 'a', 'b', 'c', 'ungrouped', '5'), {
    minLength: 1,
    maxLength: 4,
  });
  const texts = fc.sample(
    fc
      .tuple(top, fc.array(group, { minLength: 4, maxLength: 4 }))
      .map(([names, bodies]) => names.map((one, index) => `${one}: ${bodies[index]}\n`).join('')),
    1500,
  );
  await compare('yaml', readYamlInventory, texts);
});

async function compare(
  plugin: 'ini' | 'yaml',
  read: (text: string) => InventoryGraph,
  texts: readonly string[],
): Promise<void> {
  const theirs = await askAnsible(plugin, texts);
  const wrong = texts.flatMap((text, index) => {
    if (hasNamesakes(read, text) || /^ungrouped:.*children|\[ungrouped:children\]/m.test(text)) return [];
    const ours = summarize(read, text);
    const same = JSON.stringify(sortKeys(ours)) === JSON.stringify(sortKeys(theirs[index]));
    return same ? [] : [{ text, ours, theirs: theirs[index] }];
  });
  expect(theirs.filter((one) => one !== null).length).toBeGreaterThan(30);
  expect(wrong).toEqual([]);
}

/** Groups below `ungrouped` have no meaning; of a host with a group's name Ansible makes different things at different places; an operator is warned of it. */
function hasNamesakes(read: (text: string) => InventoryGraph, text: string): boolean {
  try {
    const { hosts, groups } = read(text);
    return [...hosts.keys()].some((name) => groups.has(name));
  } catch (error) {
    if (error instanceof OperatorError) return false;
    throw error;
  }
}

function sortKeys(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sortKeys);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, item]) => [key, sortKeys(item)]),
  );
}
