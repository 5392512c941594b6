import { describe, expect, test } from 'vitest';
import { loadFleet } from '../../source/fleet/load-fleet.ts';
import type { ConnectionSettings } from '../../source/fleet/model.ts';
import { createVaultPasswords } from '../../source/secrets/vault-passwords.ts';
import { makeRepository } from './repository.ts';

async function connect(variables: string): Promise<ConnectionSettings | undefined> {
  const root = makeRepository({
    'inventory/hosts.yml': 'all: {hosts: {ixpams01: }}\n',
    'host_vars/ixpams01.yml': variables,
  });
  const fleet = await loadFleet({
    root,
    mode: { kind: 'production' },
    passwords: createVaultPasswords({ environment: {} }),
  });
  return fleet.hosts[0]?.connection;
}

describe('a host is reached', () => {
  test('by its name where nothing else is said', async () => {
    expect({ ...(await connect('a: 1\n')) }).toEqual({ address: 'ixpams01' });
  });

  test('as the connection variables of Ansible say, the older names first', async () => {
    const connection = await connect(`
ansible_host: 192.0.2.1
ansible_port: "2222"
ansible_ssh_user: root
ansible_user: operator
ansible_ssh_private_key_file: ~/.ssh/fleet
ansible_ssh_common_args: -o ProxyJump=jump
ansible_ssh_extra_args: -v
ansible_become_pass: 12345
`);
    expect({ ...connection }).toEqual({
      address: '192.0.2.1',
      port: 2222,
      user: 'root',
      privateKeyFile: '~/.ssh/fleet',
      commonArguments: '-o ProxyJump=jump -v',
      becomePassword: '12345',
    });
  });

  test('by a name made of other variables, which may be templates too', async () => {
    const connection = await connect(
      'ansible_host: "{{ inventory_hostname }}.{{ domain }}"\ndomain: "{{ zone }}.net"\nzone: example\n',
    );
    expect(connection?.address).toBe('ixpams01.example.net');
  });
});

describe('what cannot be worked out stops only who asks for it', () => {
  test.each([
    ['ansible_host: "{{ nothing }}"\nansible_user: root\n', /ansible_host cannot be worked out: .*nothing/],
    ['ansible_host: "{{ ansible_host }}"\nansible_user: root\n', /refers to itself/],
    ['ansible_host: x\nansible_user: root\nansible_port: ssh\n', /no port/],
  ])('%j', async (variables, message) => {
    const connection = await connect(variables);
    expect(connection?.user).toBe('root');
    expect(() => ({ ...connection })).toThrow(message);
  });
});
