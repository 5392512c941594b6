import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, expect, it, vi } from 'vitest';
import { runOperation } from '../../../source/operations/operation.ts';
import type { FleetSession } from '../../../source/operations/session.ts';
import { type PlanOptions, plan } from '../../../source/operations/terraform/plan.ts';
import type { PlanEvent } from '../../../source/operations/terraform/plans.ts';
import { createTemporaryFleet } from '../../terraform/temporary-fleet.ts';

afterEach(() => vi.unstubAllEnvs());

const source = 'registry.example.net/acme/thing';

const configuration = (version: string) => `
terraform {
  required_providers {
    thing = {
      source  = "${source}"
      version = "${version}"
    }
  }
}
`;

it('providers that do not fit are told with what an upgrade would look at, and the upgrade with what it changed', async () => {
  const { root, session, write } = createTemporaryFleet(configuration('1.0.0'));
  const mirror = join(root, '../mirror');
  for (const version of ['1.0.0', '1.1.0']) installProvider(mirror, version);
  const settings = join(root, '../terraform.rc');
  writeFileSync(settings, `provider_installation {\n  filesystem_mirror {\n    path = "${mirror}"\n  }\n}\n`);
  vi.stubEnv('TF_CLI_CONFIG_FILE', settings);

  await runPlan(session, { upgrade: true });
  write('terraform/main.tf', configuration('1.1.0'));
  const { result } = await runPlan(session);
  expect(result).toMatchObject({
    kind: 'failed',
    problem: { kind: 'providers-unavailable', attempted: 'terraform init in terraform' },
    waysOut: [
      { kind: 'upgrade-providers', providers: [{ provider: source, from: '1.0.0', wanted: '1.1.0' }] },
    ],
  });
  const { events } = await runPlan(session, { upgrade: true });
  expect(events).toContainEqual({
    type: 'providers-upgraded',
    providers: [{ provider: 'acme/thing', from: '1.0.0', to: '1.1.0' }],
  });
});

/** What `terraform init` takes for a provider; it is never run. */
function installProvider(mirror: string, version: string): void {
  const folder = join(mirror, source, version, 'linux_amd64');
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, `terraform-provider-thing_v${version}`), `#!/bin/sh\n# ${version}\n`, {
    mode: 0o755,
  });
}

async function runPlan(session: FleetSession, options: PlanOptions = {}) {
  const events: PlanEvent[] = [];
  const result = await runOperation(plan(session, options), (event) => events.push(event));
  return { events, result };
}
