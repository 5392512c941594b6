import { existsSync } from 'node:fs';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { execa } from 'execa';

/** A host as ssh(1) reaches it. */
export interface RivalHost {
  readonly name: string;
  readonly user: string;
  readonly address: string;
  readonly port: number;
}

/** How files get to hosts by other means; each takes the trees of `source`, a folder a host. */
export interface CopyRivals {
  rsync(source: string): Promise<void>;
  ansible(source: string): Promise<void>;
  /** Takes away on the hosts what both of them put there. */
  forget(): Promise<void>;
  end(): Promise<void>;
}

const needs = [
  ['/usr/bin/rsync', 'rsync'],
  ['/usr/bin/ansible-playbook', 'ansible-core'],
  ['/usr/lib/python3/dist-packages/ansible_collections/ansible/posix', 'ansible'],
] as const;

/** Throws an error that names the Debian packages which are missing. */
export function requireRivals(): void {
  const missing = needs.filter(([path]) => !existsSync(path)).map(([, name]) => name);
  if (missing.length > 0)
    throw new Error(
      `the rivals need Debian packages: apt-get install -y --no-install-recommends ${missing.join(' ')}`,
    );
}

/**
 * rsync over connections that ssh keeps open (ControlMaster), all hosts at once, and ansible.posix.synchronize with a
 * fork a host and the same connections.
 */
export async function openRivals(
  folder: string,
  hosts: readonly RivalHost[],
  keys: { readonly privateKey: string; readonly knownHosts: string },
): Promise<CopyRivals> {
  await mkdir(folder, { recursive: true });
  const configuration = join(folder, 'ssh_config');
  const hostLines = hosts.map(
    ({ name, user, address, port }) =>
      `Host ${name}\n  HostName ${address}\n  Port ${port}\n  User ${user}\n`,
  );
  await writeFile(
    configuration,
    `${hostLines.join('')}Host *
  IdentityFile ${keys.privateKey}
  IdentitiesOnly yes
  UserKnownHostsFile ${keys.knownHosts}
  ControlMaster auto
  ControlPath ${folder}/%n.sock
  ControlPersist 600
`,
  );
  const playbook = join(folder, 'copy.yml');
  await writeFile(
    playbook,
    `- hosts: all
  gather_facts: false
  tasks:
    - ansible.posix.synchronize: { src: '{{ source }}/{{ inventory_hostname }}/', dest: ansible, use_ssh_args: true }
`,
  );
  await writeFile(join(folder, 'hosts'), hosts.map(({ name }) => `${name}\n`).join(''));
  const each = async (work: (name: string) => Promise<unknown>): Promise<void> => {
    await Promise.all(hosts.map(({ name }) => work(name)));
  };
  const ssh = `ssh -F ${configuration}`;
  await each((name) => execa('ssh', ['-F', configuration, name, 'true'], { stdin: 'ignore' }));
  return {
    rsync: (source) =>
      each((name) => execa('rsync', ['-az', '-e', ssh, `${source}/${name}/`, `${name}:rsync/`])),
    ansible: async (source) => {
      await execa(
        'ansible-playbook',
        ['-i', join(folder, 'hosts'), '-f', '10', '-e', `source=${source}`, playbook],
        {
          env: {
            ANSIBLE_SSH_ARGS: `-F ${configuration}`,
            ANSIBLE_PYTHON_INTERPRETER: '/usr/bin/python3',
            ANSIBLE_LOCALHOST_WARNING: 'False',
          },
        },
      );
    },
    forget: () => each((name) => execa('ssh', ['-F', configuration, name, 'rm -rf rsync ansible'])),
    end: async () => {
      await each((name) => execa('ssh', ['-F', configuration, '-O', 'exit', name], { reject: false }));
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** The host keys of one list of places, for others that lead to the same hosts. */
export async function copyKnownHosts(
  from: string,
  to: string,
  places: ReadonlyMap<string, string>,
): Promise<void> {
  const lines = (await readFile(from, 'utf8')).split('\n').flatMap((line) => {
    const [place = '', ...key] = line.split(' ');
    const other = places.get(place);
    return other === undefined ? [] : [[other, ...key].join(' ')];
  });
  await writeFile(to, `${lines.join('\n')}\n`);
}
