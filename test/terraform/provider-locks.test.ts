import fc from 'fast-check';
import { expect, it } from 'vitest';
import {
  compareLocks,
  listUpgrades,
  parseProviderLock,
  parseRequiredProviders,
} from '../../source/terraform/provider-locks.ts';

const lock = `# This file is maintained automatically by "terraform init".
provider "registry.terraform.io/kreuzwerker/docker" {
  version     = "3.6.2"
  constraints = "3.6.2"
  hashes = [
    "h1:1234=",
  ]
}

provider "registry.terraform.io/vultr/vultr" {
  version = "2.31.0"
}
`;
const required = `
terraform {
  required_providers {
    docker = {
      source  = "kreuzwerker/docker"
      version = "4.2.0"
    }
    vultr = { source = "vultr/vultr" }
  }
}
module "vpc" {
  source  = "acme/vpc/cloud"
  version = "1.0.0"
}
`;

it('an upgrade is told provider by provider: what is locked, what is asked for, what it became', () => {
  const locked = parseProviderLock(lock);
  expect(listUpgrades(locked, parseRequiredProviders(required))).toEqual([
    { provider: 'kreuzwerker/docker', from: '3.6.2', wanted: '4.2.0' },
    { provider: 'vultr/vultr', from: '2.31.0', wanted: 'any' },
  ]);
  const after = parseProviderLock(lock.replaceAll('3.6.2', '4.2.0'));
  expect(compareLocks(locked, after)).toEqual([
    { provider: 'kreuzwerker/docker', from: '3.6.2', to: '4.2.0' },
  ]);
});

it('any text is read without a throw', () => {
  fc.assert(
    fc.property(fc.string(), (text) => {
      parseProviderLock(`${lock}${text}`);
      parseRequiredProviders(`${required}${text}`);
    }),
  );
});
