import { execFileSync } from 'node:child_process';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { findBackendBlock, hasCloudBlock, replaceBackend } from '../../source/terraform/backend-block.ts';
import { completeSettings } from '../../source/terraform/backend-settings.ts';

const pg = {
  type: 'pg',
  settings: { conn_str: 'postgres://db.example.net/state', schema_name: 'fleet' },
} as const;

describe('the backend block of a module', () => {
  it('is found past comments and strings that look like one', () => {
    const text = `
# backend "s3" {}
locals { note = "backend \\"gcs\\" {" }
terraform {
  backend "http" {
    address = "https://state.example.net/{fleet}" # }
  }
}
`;
    const found = findBackendBlock(text);
    expect(found?.type).toBe('http');
    expect(text.slice(found?.start, found?.end)).toMatch(/^backend "http" \{[\s\S]*# \}\n {2}\}$/);
    expect(findBackendBlock('terraform {}')).toBeUndefined();
    expect(hasCloudBlock('terraform {\n  cloud {\n  }\n}')).toBe(true);
  });

  it('is written as terraform fmt would, replaced in its place, and gone again with the file that held it', () => {
    const written = replaceBackend('', pg);
    expect(written).toBe(`terraform {
  backend "pg" {
    conn_str    = "postgres://db.example.net/state"
    schema_name = "fleet"
  }
}
`);
    expect(format(written ?? '')).toBe(written);
    const own = `# ours\nterraform {\n  required_version = ">= 1.6.0"\n  backend "pg" {}\n}\n`;
    const local = { type: 'local', settings: {} } as const;
    expect(replaceBackend(own, { type: 'local', settings: { path: 'x' } })).toContain(
      'backend "local" {\n    path = "x"\n  }',
    );
    expect(replaceBackend(own, local)).toBe('# ours\nterraform {\n  required_version = ">= 1.6.0"\n}\n');
    expect(replaceBackend(written ?? '', local)).toBeUndefined();
    expect(replaceBackend('locals {}\n', local)).toBe('locals {}\n');
  });

  it('carries any value, and any text around it, without a throw', () => {
    const piece = fc.constantFrom(
      'backend "pg" {',
      'terraform {',
      '}',
      '"',
      '<<EOT\n',
      'EOT\n',
      '/*',
      '#',
      '\n',
      '${',
      'a = 1',
    );
    fc.assert(
      fc.property(fc.array(fc.oneof(piece, fc.string()), { maxLength: 40 }), fc.string(), (pieces, value) => {
        const text = replaceBackend(pieces.join(''), { type: 'http', settings: { address: value } });
        expect(text).toContain('backend "http" {');
      }),
    );
    fc.assert(
      fc.property(fc.string(), (value) => {
        const text = replaceBackend('', { type: 'http', settings: { address: value } }) ?? '';
        expect(findBackendBlock(text)?.type).toBe('http');
      }),
    );
  });
});

describe('the settings of a backend', () => {
  it('are complete: a lock file for S3, an address of its own for HTTP', () => {
    const bucket = { bucket: 'fleet-state', key: 'fleet.tfstate', region: 'eu-central-1' };
    expect(completeSettings('s3', bucket, {}).settings).toEqual({ ...bucket, use_lockfile: 'true' });
    const address = 'https://state.example.net/fleet';
    expect(completeSettings('http', { address }, {}).settings).toEqual({
      address,
      lock_address: address,
      unlock_address: address,
    });
    expect(() => completeSettings('s3', { bucket: 'x' }, {})).toThrow('--set key=');
    expect(() => completeSettings('pg', {}, {})).toThrow('PG_CONN_STR');
    expect(completeSettings('pg', {}, { PG_CONN_STR: 'postgres://x' }).settings).toEqual({});
  });

  it('are never a credential', () => {
    for (const given of [
      { secret_key: 'x' },
      { password: 'x' },
      { sas_token: 'x' },
      { conn_str: 'postgres://fleet:hunter2@db/state' },
      { conn_str: 'host=db password=hunter2' },
    ]) {
      const refuse = () => completeSettings('pg', given, {});
      expect(refuse).toThrow(/credential/);
      expect(refuse).not.toThrow(/hunter2/);
    }
  });
});

function format(text: string): string {
  return execFileSync('terraform', ['fmt', '-'], {
    input: text,
    encoding: 'utf8',
    stdio: ['pipe', 'pipe', 'ignore'],
  });
}
