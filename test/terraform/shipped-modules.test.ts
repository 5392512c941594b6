import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
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
