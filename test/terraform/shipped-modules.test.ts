import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parseRequiredProviders } from '../../source/terraform/provider-locks.ts';
import { parseUiLine } from '../../source/terraform/ui-events.ts';
import { makeFolder, repository } from '../shipped-fleet/shipped-fleet.ts';

describe('the Terraform that ships', () => {
  it('is formatted as terraform fmt does', () => {
    const { stdout } = spawnSync(
      'terraform',
      ['fmt', '-check', '-recursive', join(repository, 'terraform')],
      {
        encoding: 'utf8',
      },
    );
    expect(stdout).toBe('');
  });

  it('is valid as far as can be told without its providers', () => {
    const folder = makeFolder();
    for (const name of ['terraform', 'networks'])
      cpSync(join(repository, name), join(folder, name), { recursive: true });
    const errors = initWithoutProviders(folder);
    expect(errors).toEqual([
      expect.stringContaining('kreuzwerker/docker'),
      expect.stringContaining('vultr/vultr'),
    ]);
  });

  it('is valid as a whole where it needs no provider: the lab’s module and the catalogue', () => {
    const folder = makeFolder();
    for (const name of ['terraform', 'networks'])
      cpSync(join(repository, name), join(folder, name), { recursive: true });
    for (const module of ['terraform/lab', 'terraform/modules/catalogue']) {
      const cwd = join(folder, module);
      execFileSync('terraform', ['init', '-backend=false', '-input=false'], { cwd, stdio: 'ignore' });
      const answer = execFileSync('terraform', ['validate', '-json'], {
        cwd,
        encoding: 'utf8',
        stdio: ['ignore', 'pipe', 'ignore'],
      });
      expect(JSON.parse(answer), module).toMatchObject({ valid: true, error_count: 0, warning_count: 0 });
    }
  });

  it('has a module a group of hosts, and every provider pinned to one version', () => {
    const modules = readdirSync(join(repository, 'terraform/modules'));
    expect(modules).toEqual(expect.arrayContaining(['core', 'ixp', 'vlt-containers', 'vlt-server']));
    const pinned = parseRequiredProviders(readFileSync(join(repository, 'terraform/providers.tf'), 'utf8'));
    expect([...pinned]).toEqual([
      ['kreuzwerker/docker', expect.stringMatching(/^\d+\.\d+\.\d+$/)],
      ['vultr/vultr', expect.stringMatching(/^\d+\.\d+\.\d+$/)],
    ]);
  });

  it('gives each service of the dmz an IPv6 address of its own that does not move', () => {
    const folder = makeFolder();
    for (const name of ['terraform', 'networks'])
      cpSync(join(repository, name), join(folder, name), { recursive: true });
    const addresses = consoleIn(
      join(folder, 'terraform/modules/catalogue'),
      '{ for name, service in local.services["core"] : name => cidrhost(local.network.docker_networks.dmz.subnet6, service.networks.dmz) if contains(keys(service.networks), "dmz") }',
    );
    const found: unknown = JSON.parse(addresses);
    expect(found).toMatchObject({ caddy: expect.stringMatching(/^[0-9a-f:]+::a$/) });
    const values = Object.values(found ?? {});
    expect(new Set(values).size).toBe(values.length);
  });

  it('reads the catalogue and the network’s numbers, with every service complete', () => {
    const folder = makeFolder();
    for (const name of ['terraform', 'networks'])
      cpSync(join(repository, name), join(folder, name), { recursive: true });
    const module = join(folder, 'terraform/modules/catalogue');
    const catalogue = JSON.parse(consoleIn(module, '{ services = local.services, network = local.network }'));
    expect(catalogue.network.docker_networks.dmz_ipv4.subnet4).toMatch(/\/\d+$/);
    expect(catalogue.services.core.geofeed).toMatchObject({
      port: 8081,
      container_port: 80,
      floating: false,
      runs_in_lab: true,
    });
    expect(catalogue.services.vlt.saimiris).toMatchObject({ floating: true, host_network: true });
    const numbers = Object.values(catalogue.services.core).flatMap((service) => networkNumbers(service));
    expect(new Set(numbers).size, 'two services have one address').toBe(numbers.length);
  });
});

/** The summaries of init's errors when no provider can be had. */
function initWithoutProviders(folder: string): string[] {
  const mirror = join(folder, 'mirror');
  mkdirSync(mirror);
  const settings = join(folder, 'terraform.rc');
  writeFileSync(settings, `provider_installation {\n  filesystem_mirror {\n    path = "${mirror}"\n  }\n}\n`);
  const { stdout } = spawnSync('terraform', ['init', '-json', '-input=false'], {
    cwd: join(folder, 'terraform'),
    encoding: 'utf8',
    env: { ...process.env, TF_CLI_CONFIG_FILE: settings, CHECKPOINT_DISABLE: '1' },
  });
  return stdout
    .split('\n')
    .map(parseUiLine)
    .flatMap((event) => (event.type === 'diagnostic' ? [event.diagnostic.detail] : []))
    .toSorted();
}

function consoleIn(folder: string, expression: string): string {
  const output = execFileSync('terraform', ['console'], {
    cwd: folder,
    input: `base64encode(jsonencode(${expression}))\n`,
    encoding: 'utf8',
    stdio: ['pipe', 'pipe', 'ignore'],
  });
  return Buffer.from(JSON.parse(output), 'base64').toString('utf8');
}

function networkNumbers(service: unknown): string[] {
  if (typeof service !== 'object' || service === null || !('networks' in service)) return [];
  return Object.entries(service.networks ?? {}).flatMap(([network, number]) =>
    number === null ? [] : [`${network} ${number}`],
  );
}
