import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { loadFleet } from '../../source/fleet/load-fleet.ts';
import type { Fleet } from '../../source/fleet/model.ts';
import { formatBlock, type HclValue, hclString, quoteHcl } from '../../source/rendering/terraform-hcl.ts';
import { readModuleInterface } from '../../source/rendering/terraform-interface.ts';
import { readLayout } from '../../source/rendering/terraform-layout.ts';
import { generateTerraformWiring, type TerraformLayout } from '../../source/rendering/terraform-wiring.ts';
import { createVaultPasswords } from '../../source/secrets/vault-passwords.ts';
import { copyFleet, repository } from '../shipped-fleet/shipped-fleet.ts';
import { describeSession } from './session.ts';

function formatWithTerraform(text: string): string {
  return execFileSync('terraform', ['fmt', '-'], {
    input: text,
    encoding: 'utf8',
    stdio: ['pipe', 'pipe', 'ignore'],
  });
}

/** A repository as operators have it: modules of two groups, core by hand, secrets as variables. */
const layout: TerraformLayout = {
  modules: new Map([
    [
      'ixp',
      readModuleInterface(['variable "hostname" {}\nvariable "headscale_authkey" { sensitive = true }\n']),
    ],
    [
      'vlt-containers',
      readModuleInterface(['variable "hostname" {}\nvariable "tag" { default = "main" }\n']),
    ],
    ['vlt-server', readModuleInterface([])],
  ]),
  root: readModuleInterface(['variable "headscale_authkey" {}\n']),
  ownFiles: new Set(['coreams01']),
  sshOptions: [],
};

function fleetOf(change: (fleet: Fleet) => Fleet = (fleet) => fleet): Fleet {
  return change(describeSession('/nowhere', '/nowhere/state').fleet);
}

describe('the wiring of a repository', () => {
  it('has a provider a host, a module call a host of a group with a module, and the servers’ facts', () => {
    const { files, problems } = generateTerraformWiring(fleetOf(), layout);
    expect(problems).toEqual([]);
    const content = new Map(files.map((file) => [file.path, file.content]));
    expect([...content.keys()]).toEqual([
      'terraform/docker-providers.tf',
      'terraform/ixp.tf',
      'terraform/vlt.tf',
    ]);
    expect(content.get('terraform/docker-providers.tf')).toContain(`
# core servers
provider "docker" {
  host  = "ssh://coreams01.example.net"
  alias = "coreams01"
}
`);
    expect(content.get('terraform/ixp.tf')).toContain(`
module "ixp_ixpams01" {
  source = "./modules/ixp"
  providers = {
    docker = docker.ixpams01
  }
  hostname          = "ixpams01"
  headscale_authkey = var.headscale_authkey
}
`);
    expect(content.get('terraform/vlt.tf')).toContain(`
locals {
  vlt_servers = {
    "vltatl01" = {
      region       = "atl"
      ansible_host = "vltatl01.example.net"
    }
  }
}

module "vlt_vltatl01" {
  source = "./modules/vlt-containers"
  providers = {
    docker = docker.vltatl01
  }
  hostname = "vltatl01"
}
`);
  });

  it('reaches hosts as the inventory says: user, port, key, jump host, a literal address', () => {
    const fleet = fleetOf((plain) => ({
      ...plain,
      hosts: plain.hosts.slice(0, 1).map((host) => ({
        ...host,
        connection: {
          address: '2001:db8::10',
          port: 2200,
          user: 'operator',
          privateKeyFile: '/keys/core',
          commonArguments: '-o ProxyJump=jump.example.net',
        },
      })),
    }));
    expect(generateTerraformWiring(fleet, layout).files[0]?.content).toContain(`
  host     = "ssh://operator@[2001:db8::10]:2200"
  alias    = "coreams01"
  ssh_opts = ["-o", "ProxyJump=jump.example.net", "-i", "/keys/core"]
`);
  });

  it('names the host whose options for ssh cannot be read', () => {
    const fleet = fleetOf((plain) => ({
      ...plain,
      hosts: plain.hosts.map((host) => ({
        ...host,
        connection: {
          ...host.connection,
          ...(host.name === 'ixpams01' ? { commonArguments: '-o "open' } : {}),
        },
      })),
    }));
    expect(generateTerraformWiring(fleet, layout).problems).toMatchObject([
      { host: 'ixpams01', message: expect.stringContaining('ansible_ssh_common_args') },
    ]);
  });

  it('keeps the options for ssh that the repository’s own generator gave every provider', () => {
    const sshOptions = ['-o', 'StrictHostKeyChecking=no'];
    const [providers] = generateTerraformWiring(fleetOf(), { ...layout, sshOptions }).files;
    expect(providers?.content).toContain('ssh_opts = ["-o", "StrictHostKeyChecking=no"]');
  });

  it('says which variable a module lacks, and where to declare it', () => {
    const { problems } = generateTerraformWiring(fleetOf(), { ...layout, root: readModuleInterface([]) });
    expect(problems).toMatchObject([
      { kind: 'terraform-wiring', message: expect.stringContaining('headscale_authkey') },
    ]);
  });

  it('is never made from a lab’s addresses', () => {
    const lab = fleetOf((fleet) => ({ ...fleet, mode: { kind: 'lab', name: 'test' } }));
    expect(generateTerraformWiring(lab, layout).files).toEqual([]);
  });

  it('is what ships with this repository: run `peerdeck render` after a change to the inventory', async () => {
    const root = copyFleet();
    const fleet = await loadFleet({ root, mode: { kind: 'production' }, passwords: createVaultPasswords() });
    const shipped = await readLayout({ root: repository, hosts: fleet.hosts });
    const { files, problems } = generateTerraformWiring(fleet, shipped.layout);
    expect(problems).toEqual([]);
    expect(files.map((file) => file.path)).toEqual([
      'terraform/docker-providers.tf',
      'terraform/ixp.tf',
      'terraform/vlt.tf',
    ]);
    for (const { path, content } of files) {
      expect(readFileSync(join(repository, path), 'utf8'), path).toBe(content);
      expect(formatWithTerraform(content), path).toBe(content);
    }
  });
});

const identifier = fc.stringMatching(/^[a-z_][a-z0-9_-]{0,20}$/);
const key = fc.record({ name: identifier, quoted: fc.boolean() });
const { value } = fc.letrec<{ value: HclValue }>((tie) => ({
  value: fc.oneof(
    { depthSize: 'small' },
    fc.string({ unit: 'grapheme' }).map(hclString),
    fc
      .array(fc.string(), { maxLength: 3 })
      .map((items) => ({ kind: 'list' as const, items: items.map(hclString) })),
    fc.array(fc.tuple(key, tie('value')), { maxLength: 4 }).map((entries) => ({
      kind: 'object' as const,
      entries: entries.map(([name, value]) => ({ ...name, value })),
    })),
  ),
}));
// Only a map's keys may be quoted.
const attribute = fc.record({ name: identifier, value });

describe('the form of generated Terraform', () => {
  it('is what terraform fmt makes of it', () => {
    const blocks = fc.sample(
      fc.uniqueArray(attribute, { minLength: 1, maxLength: 6, selector: ({ name }) => name }),
      { numRuns: 60, seed: 4 },
    );
    const text = blocks
      .map((attributes, index) => formatBlock('module', [`m${index}`], attributes))
      .join('\n');
    expect(formatWithTerraform(text)).toBe(text);
  });

  it('carries every text through unchanged', () => {
    const texts = fc.sample(
      fc.oneof(
        fc.string({ unit: 'binary' }),
        fc.constantFrom('$' + '{var.x}', '%{ if }', 'a"b\\c', '\n\t\r', '$', '%'),
      ),
      { numRuns: 300, seed: 7 },
    );
    const input = `base64encode(jsonencode([${texts.map(quoteHcl).join(',')}]))\n`;
    const output = execFileSync('terraform', ['console'], {
      input,
      cwd: '/',
      encoding: 'utf8',
      stdio: ['pipe', 'pipe', 'ignore'],
    });
    const decoded = Buffer.from(JSON.parse(output), 'base64').toString('utf8');
    expect(JSON.parse(decoded)).toEqual(texts.map((text) => text.normalize('NFC')));
  });
});

describe('what a module declares', () => {
  it('is read past comments, strings with templates, heredocs and nested blocks', () => {
    const text = `
# variable "commented" {}
/* variable "also" {} */
variable "plain" {}
variable "with_default" {
  type    = object({ a = string, default = string })
  default = "a \${ "nested } \\" quote" } # not a comment"
}
variable "described" {
  description = <<-EOT
    variable "inside" { default = 1 }
  EOT
  validation {
    condition = var.described == "x"
    default   = 1
  }
}
locals {
  one = { two = 3 }
  four = [for x in y : x if x != 5]
}
resource "a" "b" { name = "locals { no = 1 }" }
`;
    expect(readModuleInterface([text])).toEqual({
      variables: [
        { name: 'plain', hasDefault: false },
        { name: 'with_default', hasDefault: true },
        { name: 'described', hasDefault: false },
      ],
      locals: ['one', 'four'],
    });
  });

  it('is read from any text without hanging or throwing', () => {
    const piece = fc.constantFrom(
      'variable',
      ' "x" ',
      '{',
      '}',
      '=',
      '"',
      '${',
      '<<EOT\n',
      'EOT\n',
      '/*',
      '#',
      '\\',
      '\n',
    );
    const text = fc.array(fc.oneof(piece, fc.string()), { maxLength: 60 }).map((pieces) => pieces.join(''));
    fc.assert(fc.property(text, (source) => Array.isArray(readModuleInterface([source]).variables)));
  });
});
