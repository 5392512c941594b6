import type { PyDict } from '../jinja/values.ts';
import type { ConnectionSettings } from './model.ts';

/** The connection of a host from Ansible's variables; the older `ansible_ssh_…` names win, as they do there. */
export function readConnection(name: string, variables: PyDict): ConnectionSettings {
  const text = (...names: readonly string[]): string | undefined => firstText(variables, names);
  const port = Number(text('ansible_ssh_port', 'ansible_port'));
  const user = text('ansible_ssh_user', 'ansible_user');
  const privateKeyFile = text('ansible_ssh_private_key_file', 'ansible_private_key_file');
  const becomePassword = text('ansible_become_password', 'ansible_become_pass', 'ansible_sudo_pass');
  const common = [text('ansible_ssh_common_args'), text('ansible_ssh_extra_args')].filter(
    (one) => one !== undefined,
  );
  return {
    address: text('ansible_ssh_host', 'ansible_host') ?? name,
    ...(Number.isInteger(port) && port > 0 ? { port } : {}),
    ...(user === undefined ? {} : { user }),
    ...(privateKeyFile === undefined ? {} : { privateKeyFile }),
    ...(common.length === 0 ? {} : { commonArguments: common.join(' ') }),
    ...(becomePassword === undefined ? {} : { becomePassword }),
  };
}

function firstText(variables: PyDict, names: readonly string[]): string | undefined {
  for (const name of names) {
    const value = variables.get(name);
    if (typeof value === 'string' && value !== '') return value;
    if (typeof value === 'number' || typeof value === 'bigint') return String(value);
  }
  return undefined;
}
