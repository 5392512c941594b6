import { expect, test } from 'vitest';
import type { GroupName, Host, HostName } from '../../source/fleet/model.ts';
import { PyDict } from '../../source/jinja/values.ts';
import { listHostSources, type SourceIndex } from '../../source/rendering/list-sources.ts';

function makeHost(name: string, ...groups: string[]): Host {
  return {
    name: name as HostName,
    groups: groups.map((group) => group as GroupName),
    templateGroup: groups[0] as GroupName,
    connection: { address: name },
    variables: new PyDict(),
    definedAt: { file: 'inventory/inventory.yml' },
  };
}

const ams = makeHost('ixpams01', 'ixp');
const fra = makeHost('ixpfra01', 'ixp');
const core = makeHost('coreams01', 'core');
const fleet = { hosts: [core, ams, fra] };

const index: SourceIndex = new Map([
  ['core', ['core/coreams01/bird/bird.conf.j2']],
  ['ixp', ['ixp/bird/bird.conf.j2', 'ixp/bird/peerings.conf.j2', 'ixp/ixpfra01/bird/peerings.conf']],
  ['shared', ['shared/motd']],
]);

function sourcesOf(host: Host): string[] {
  return listHostSources(fleet, host, index).sources.map((source) => `${source.path} <- ${source.name}`);
}

test('a group shares its files, and the folder of a host in it wins for that host', () => {
  expect(sourcesOf(fra)).toEqual([
    'bird/bird.conf <- ixp/bird/bird.conf.j2',
    'bird/peerings.conf <- ixp/ixpfra01/bird/peerings.conf',
  ]);
});

test("another host's folder is not part of the tree", () => {
  expect(sourcesOf(ams)).toEqual([
    'bird/bird.conf <- ixp/bird/bird.conf.j2',
    'bird/peerings.conf <- ixp/bird/peerings.conf.j2',
  ]);
});

test('a group with only host folders serves each host its own', () => {
  expect(sourcesOf(core)).toEqual(['bird/bird.conf <- core/coreams01/bird/bird.conf.j2']);
});

test('a folder that is shared by name is in no tree by itself', () => {
  expect(sourcesOf(core).join()).not.toContain('motd');
});

test('two sources of one file are told, and the template is taken', () => {
  const clash: SourceIndex = new Map([['ixp', ['ixp/motd', 'ixp/motd.j2']]]);
  const { sources, problems } = listHostSources(fleet, ams, clash);
  expect(sources.map((source) => source.name)).toEqual(['ixp/motd.j2']);
  expect(problems).toMatchObject([{ kind: 'two-sources', host: 'ixpams01' }]);
});
