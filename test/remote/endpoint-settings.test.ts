import { describe, expect, test } from 'vitest';
import type { ConnectionSettings, GroupName, Host, HostName } from '../../source/fleet/model.ts';
import { PyDict } from '../../source/jinja/values.ts';
import { describeEndpoint, type Endpoint } from '../../source/remote/endpoint.ts';
import { type LocalSettings, resolveEndpoint } from '../../source/remote/endpoint-settings.ts';
import { parseSshConfig } from '../../source/remote/ssh-config-file.ts';

function local(config: string, agentSocket?: string): LocalSettings {
  return {
    home: '/home/op',
    user: 'op',
    agentSocket,
    environment: { MY_AGENT: '/run/my-agent' },
    configFiles: (named) => (named === 'none' ? [] : [parseSshConfig(config, '/home/op/.ssh/config')]),
    include: () => [],
    runs: () => false,
  };
}

function host(connection: Partial<ConnectionSettings>): Host {
  return {
    name: 'ixpams01' as HostName,
    groups: [],
    templateGroup: 'ixp' as GroupName,
    connection: { address: 'ixpams01', ...connection },
    variables: new PyDict(),
    definedAt: { file: 'inventory/hosts.yml', line: 3 },
  };
}

function resolve(connection: Partial<ConnectionSettings>, config = ''): Endpoint {
  return resolveEndpoint(host(connection), local(config));
}

describe('how a host is reached', () => {
  test('without any setting it is the inventory name on port 22, as ourselves', () => {
    const endpoint = resolve({});
    expect(describeEndpoint(endpoint)).toBe('op@ixpams01');
    expect(endpoint.identities.map(({ path }) => path)).toContain('/home/op/.ssh/id_ed25519');
    expect(endpoint.knownHostsFiles[0]).toBe('/home/op/.ssh/known_hosts');
    expect(endpoint.hostKeyPolicy).toBe('ask');
  });

  test("Ansible's variables win over common arguments, and those over the configuration", () => {
    const config = 'Host ixp*\n  User config\n  Port 1111\n  ConnectTimeout 3\n';
    const endpoint = resolve({ user: 'ansible', commonArguments: '-o Port=2222 -o User=args' }, config);
    expect(describeEndpoint(endpoint)).toBe('ansible@ixpams01:2222');
    expect(endpoint.connectTimeout).toBe(3000);
  });

  test('the configuration is asked about the address, as Ansible gives it to ssh', () => {
    const config = 'Host ixpams01\n  User wrong\nHost 192.0.2.1\n  User right\n';
    expect(describeEndpoint(resolve({ address: '192.0.2.1' }, config))).toBe('right@192.0.2.1');
  });

  test('-F none leaves the configuration aside', () => {
    expect(describeEndpoint(resolve({ commonArguments: '-F none' }, 'Host *\n  User x\n'))).toBe(
      'op@ixpams01',
    );
  });

  test('jump hosts chain, each with its own settings', () => {
    const config = `Host ixp*\n  ProxyJump a@jump1:2201,jump2\nHost jump1\n  HostName 192.0.2.11\nHost jump2\n  User b\n  Port 2202\n`;
    const hops: string[] = [];
    let hop = resolve({}, config);
    while (hop.path.kind === 'jump') {
      hop = hop.path.through;
      hops.push(describeEndpoint(hop));
    }
    expect(hops).toEqual(['b@jump2:2202', 'a@192.0.2.11:2201']);
  });

  test('a jump host reached through itself is an error', () => {
    expect(() => resolve({}, 'Host *\n  ProxyJump jump\n')).toThrow(/jump hosts lead to/);
  });

  test('ProxyCommand knows the host and the port', () => {
    const { path } = resolve({ port: 2022 }, 'Host *\n  ProxyCommand ssh -W [%h]:%p %r@jump\n');
    expect(path).toEqual({ kind: 'command', command: 'ssh -W [ixpams01]:2022 op@jump' });
  });

  test('paths take ~, tokens and variables', () => {
    const endpoint = resolve(
      { commonArguments: '-o UserKnownHostsFile="~/known %d/known2" -o IdentityAgent=$MY_AGENT' },
      'Host *\n  IdentityFile ~/.ssh/%r@%h\n',
    );
    expect(endpoint.identities).toEqual([{ path: '/home/op/.ssh/op@ixpams01', named: true }]);
    expect(endpoint.agent).toBe('/run/my-agent');
  });

  test('another port makes another name in the known hosts', () => {
    expect(resolve({ port: 2222 })).toMatchObject({ knownAs: '[ixpams01]:2222', alsoKnownAs: 'ixpams01' });
    expect(resolve({ port: 2222, commonArguments: '-o HostKeyAlias=IXP' })).toMatchObject({
      knownAs: 'ixp',
      alsoKnownAs: undefined,
    });
  });

  test.each([
    ['yes', 'refuse'],
    ['accept-new', 'accept'],
    ['no', 'accept'],
    ['ask', 'ask'],
  ])('StrictHostKeyChecking=%s', (written, policy) => {
    expect(resolve({ commonArguments: `-o StrictHostKeyChecking=${written}` }).hostKeyPolicy).toBe(policy);
  });

  test('an impossible port is an error', () => {
    expect(() => resolve({ commonArguments: '-o Port=http' })).toThrow(/not a port/);
  });
});
