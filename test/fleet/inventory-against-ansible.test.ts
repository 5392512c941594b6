import { execa } from 'execa';
import { describe, expect, test } from 'vitest';
import { loadFleet } from '../../source/fleet/load-fleet.ts';
import { toPlain } from '../../source/fleet/plain-values.ts';
import { PyDict } from '../../source/jinja/values.ts';
import { decryptVault, encryptVault } from '../../source/secrets/vault.ts';
import { createVaultPasswords } from '../../source/secrets/vault-passwords.ts';
import { ansibleEnvironment, closeGroup, keyText, listInventory, tagValue } from './ansible.ts';
import { makeRepository } from './repository.ts';

const vaultKey = { 'ansible.cfg': '[defaults]\nvault_password_file = password\n', password: 'pw\n' };

function inlineVault(plain: string, indent: string): string {
  return `!vault |\n${encryptVault(plain, 'pw').trimEnd().replaceAll(/^/gm, indent)}`;
}

const repositories: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  'nested groups, shared hosts, ranges, ports': {
    'inventory/hosts.yml': `
all:
  hosts:
    lonely:
    "2001:db8::1":
    "[2001:db8::2]:2222":
  vars: {a: all, b: all, c: all}
  children:
    ixp:
      hosts:
        ixp[01:03]: {range: true}
        ixp[a:c].example.net:
        "db[1:5:2]-[x:z]":
        host.example.net:8022: {ansible_user: root}
        db[01:02]-node[1:2]:8:
      vars: {b: ixp, where: exchange}
    europe:
      children:
        ixp:
        ams:
          hosts: ixp01
          vars:
            c: ams
    region:
      children: europe
    empty:
    ungrouped:
      hosts:
        stray:
        ixp02:
`,
  },
  'priorities and depth': {
    'inventory/hosts.yml': `
zz: {hosts: {h1: }, vars: {v: zz, ansible_group_priority: 10}}
aa: {hosts: {h1: , h2: }, vars: {v: aa, w: aa}}
mm: {hosts: {h1: , h2: }, vars: {v: mm, ansible_group_priority: "2"}}
deep: {vars: {w: deep, ansible_group_priority: -5}, children: {deeper: {vars: {w: deeper}, children: {deepest: {hosts: {h2: }, vars: {w: deepest}}}}}}
aa2: {children: {deepest: }, vars: {x: aa2}}
`,
  },
  'several files: the last wins, hidden and backup files are passed over': {
    'inventory/01-hosts.yml': 'g:\n  hosts:\n    h1: {v: 1, only: 1}\n  vars: {gv: 1}\n',
    'inventory/02-hosts.yaml':
      'g:\n  hosts:\n    h1: {v: 2}\n    h2:\n  vars: {gv: 2}\nother: {children: {g: }}\n',
    'inventory/03-plain': '[other]\nh3 v=3\n[g:vars]\ngv=3\n',
    'inventory/.hidden.yml': 'hidden: {hosts: {no: }}',
    'inventory/old.yml.bak': 'old: {hosts: {no: }}',
    'inventory/notes.txt': 'nothing here',
    'inventory/sub/more.yml': 'g: {hosts: {h4: {from: sub}}}',
  },
  'group_vars and host_vars beside the inventory and at the root': {
    'inventory/hosts.yml': 'web: {hosts: {h1: {v: inline, inline: 1}, h2: }, vars: {v: web, g: inline}}\n',
    'inventory/group_vars/all.yml': 'v: all\nall_beside: true\ng: all\n',
    'inventory/group_vars/web': 'g: web-beside\nno_extension: yes\n',
    'inventory/host_vars/h1.yaml': 'beside: {a: 1, b: [1, 2.0, "3"]}\nh: beside\n',
    'group_vars/all/10-first.yml': 'root_all: first\nfolder: 1\n',
    'group_vars/all/20-second.yml': 'folder: 2\n',
    'group_vars/all/deeper/x.yml': 'deeper: 0644\n',
    'group_vars/all/x.d/y.yml': 'not_read: 1\n',
    'group_vars/all/ignored.txt': 'not_read: 1\n',
    'group_vars/all/.hidden.yml': 'not_read: 1\n',
    'group_vars/all/backup.yml~': 'not_read: 1\n',
    'group_vars/all.yml': 'shadowed: by the folder\n',
    'group_vars/web.json':
      '{"json": [1, 1.5, 1e3, -2.5E-3, "1e3", "\\ud83d\\ude00", null, true], "g": "web-root"}',
    'group_vars/empty.yml': '# nothing\n',
    'group_vars/ungrouped.yml': 'u: 1\n',
    'host_vars/h1.yml': 'h: root\n',
    'host_vars/h2/main': 'h: folder\n',
  },
  'vaults: whole files and inline values, with ids': {
    ...vaultKey,
    'inventory/hosts.yml': `all:\n  hosts:\n    h1:\n      inline: ${inlineVault('from the host', '        ')}\n      plain: 1\n`,
    'group_vars/all/vault.yml': encryptVault('whole: file\nnested: {list: [1, "two"]}\n', 'pw', {
      id: 'prod',
    }),
    'group_vars/all/mixed.yml': `text: !unsafe "{{ not rendered }}"\nlist:\n  - ${inlineVault('ü multi\nline\n', '    ')}\n`,
    'host_vars/h1': encryptVault('number: 12345678901234567890\n', 'pw'),
  },
  'yaml that trips up other readers': {
    'inventory/hosts.yml': `
base: &base {a: 1, b: &list [yes, no, on, off, y, n, ~, null, 1e3, 1.0e+3, 1_000, 0b11, 0x1F, 0644, 0888, 22:22]}
all:
  hosts:
    h1:
      <<: &more {c: 3}
      mac: 00:11:22:33:44:55
      mac2: 12:34:56
      prefix: 2001:db8::/32
      address: 192.0.2.1
      version: 1.10
      asn: 4200000000
      big: 18446744073709551616
      date: 2024-05-01
      time: 2024-05-01 10:00:00
      zoned: 2024-05-01T10:00:00.5+02:00
      empty:
      quoted: "yes"
      multi: >-
        folded
        text
      literal: |
        a
         b
      yes: boolean key
      2: integer key
      tilde: ~
      inf: .inf
      unicode: "\\u00fc\\x41\\t"
`.replace(
      /^base:.*$/m,
      'ungrouped: {vars: &base {a: 1, b: [yes, no, on, off, y, n, ~, null, 1e3, 1.0e+3, 1_000, 0b11, 0x1F, 0644, 0888, 22:22]}}',
    ),
  },
  'an INI inventory': {
    'inventory/hosts': `
# a comment
; another
lonely ansible_host=192.0.2.9
[ixp]
ixp[01:02] a=1 b=1.5 c=True d=None e="quoted words" f='[1, 2, {"k": "v"}]' g=0644 h=0x1f i=1_000 j=yes k=-3 l=+2.5e3
ixp03:2222 m="it's" n=a#b o=x  # a comment
ams-[a:c].example.net p='"inner"' q="(1, 2)" r="{'a': {'b': ()}}" s=b'bytes' t=""
[ixp:vars]
plain = some text with = and # no comment
number = 12345678901234567890
list = ['a', 'b']
quoted = 'x' 'y'
version = 1.10
trailing = 1,
weird = {1: 'a', True: 'b'}
expression = 1 + 2
tab	=	x
[europe:children]
ixp
later
[later]
late01
[later:vars]
ansible_group_priority=5
[world:children]   # with a comment
europe
`,
  },
  'an INI inventory with odd names': {
    'inventory/fleet': '[a-b]\nx.y-z[1:2] v=1\n[c.d:children]\na-b\n[all:vars]\nz=last\n[ungrouped]\nu1\n',
  },
  'a JSON inventory and empty variables': {
    'inventory/hosts.json':
      '{"g": {"hosts": {"h1": {"f": 1.0, "s": "a\\/b", "n": null}, "h2": null}, "vars": {}}}',
    'host_vars/h1.yml': '',
    'group_vars/g.yml': '---\n',
  },
};

describe.each(Object.entries(repositories))('%s', (_name, files) => {
  test('gives hosts, groups and variables as ansible-inventory lists them', async () => {
    const root = makeRepository(files);
    const theirs = await listInventory(root);
    const fleet = await loadFleet({
      root,
      mode: { kind: 'production' },
      passwords: createVaultPasswords({ environment: {}, workingFolder: root }),
    });
    const builtins = ['inventory_hostname', 'inventory_hostname_short', 'group_names', 'groups', 'hostvars'];
    const ours = fleet.hosts.map(({ name, variables }) => [
      name,
      Object.fromEntries(
        [...variables]
          .filter(([key]) => !builtins.includes(String(key)))
          .map(([key, value]) => [keyText(key), tagValue(value, true)]),
      ),
    ]);
    const hosts = Object.fromEntries(ours);
    expect(Object.keys(hosts).sort()).toEqual(closeGroup(theirs, 'all'));
    // Ansible leaves hosts without variables out.
    for (const [name, variables] of ours)
      expect({ name, variables }).toEqual({
        name,
        variables: openVaults(theirs.hostvars[String(name)] ?? {}),
      });
    for (const group of fleet.groups) {
      expect([group.name, [...group.hosts].sort()]).toEqual([group.name, closeGroup(theirs, group.name)]);
    }
    expect(fleet.groups.map(({ name }) => name)).toEqual(expect.arrayContaining(Object.keys(theirs.groups)));
  });
});

test('groups, group_names and hostvars are what `ansible -m debug` shows a host', async () => {
  const root = makeRepository({
    'inventory/hosts.yml':
      'all: {hosts: {zz: , aa: }}\nixp: {hosts: {h2: , h1: {v: 1}}, children: {small: {hosts: {h0: }}}}\nb: {children: {ixp: }}\n',
    'group_vars/small.yml': 'w: [1, {x: 2.0}]\n',
  });
  const query =
    '{{ [groups, group_names, hostvars["h0"].w, hostvars["h1"].v, inventory_hostname_short] | to_json }}';
  const flags = [
    'h0',
    '-i',
    'inventory',
    '--playbook-dir',
    root,
    '-c',
    'local',
    '-m',
    'debug',
    '-a',
    `msg=${query}`,
  ];
  const { stdout } = await execa('/usr/bin/ansible', flags, { cwd: root, env: ansibleEnvironment });
  const theirs: unknown = JSON.parse(JSON.parse(stdout.slice(stdout.indexOf('{'))).msg);
  const passwords = createVaultPasswords({ environment: {} });
  const fleet = await loadFleet({ root, mode: { kind: 'production' }, passwords });
  const variables = fleet.hosts.find(({ name }) => name === 'h0')?.variables ?? new PyDict();
  const ours = ['groups', 'group_names', 'hostvars', 'inventory_hostname_short'].map((key) =>
    variables.get(key),
  );
  const [groups, names, hostvars, short] = ours;
  const of = (host: string, key: string): unknown => {
    const dict = hostvars instanceof PyDict ? hostvars.get(host) : undefined;
    return dict instanceof PyDict ? dict.get(key) : undefined;
  };
  expect(toPlain([groups, names, of('h0', 'w'), of('h1', 'v'), short])).toEqual(theirs);
});

/** What Ansible prints of an inline vault is the vault: opened, it is our value. */
function openVaults(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(openVaults);
  if (typeof value !== 'object' || value === null) return value;
  if ('vault' in value && typeof value.vault === 'string') {
    return decryptVault(
      value.vault,
      [{ id: 'default', secret: Buffer.from('pw'), source: 'test' }],
      'f',
    ).plain.toString();
  }
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, openVaults(item)]));
}
