import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { onTestFinished } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';
import type { FleetOverlay } from '../../source/fleet/model.ts';

/** The repository this file is in: its fleet is the one that ships. */
export const repository = join(import.meta.dirname, '..', '..');

/** The password that the README names. */
export const examplePassword = 'peerdeck-example';

const renderedFleet = z.record(z.string(), z.record(z.string(), z.string()));
export type PythonFleet = z.infer<typeof renderedFleet>;

/** A folder that is gone when the test ends. */
export function makeFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'peerdeck-shipped-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  return folder;
}

/** A copy of the shipped fleet, with the example password in place. */
export function copyFleet(): string {
  const root = makeFolder();
  for (const folder of ['inventory', 'networks', 'secrets', 'templates'])
    cpSync(join(repository, folder), join(root, folder), { recursive: true });
  writePassword(join(root, '.password'));
  return root;
}

export function writePassword(path: string): string {
  writeFileSync(path, `${examplePassword}\n`, { mode: 0o600 });
  return path;
}

/** Every file of every host as Python's Jinja2 renders it. */
export function renderWithPython(root: string, overlay?: FleetOverlay): PythonFleet {
  const script = join(import.meta.dirname, 'render.py');
  const layers =
    overlay === undefined ? [] : [overlay.inventoryFile, overlay.secretsFile, overlay.passwordFile];
  const output = execFileSync('/usr/bin/python3', [script, root, join(root, '.password'), ...layers], {
    encoding: 'utf8',
    env: { ...process.env, LC_ALL: 'C.UTF-8' },
  });
  return renderedFleet.parse(JSON.parse(output));
}

/** Puts rendered files into a folder a host. */
export function writeTrees(folder: string, fleet: PythonFleet): void {
  for (const [host, files] of Object.entries(fleet)) {
    for (const [path, text] of Object.entries(files)) {
      const target = join(folder, host, path);
      mkdirSync(dirname(target), { recursive: true });
      writeFileSync(target, text, { mode: 0o600 });
    }
  }
}

/** All of `networks/` as one mapping. */
export function readNetworks(root = repository): unknown {
  const folder = join(root, 'networks');
  const files = readdirSync(folder).sort();
  return Object.assign({}, ...files.map((name) => parse(readFileSync(join(folder, name), 'utf8'))));
}

/** The variables of each host as `ansible-inventory` lists them. */
export function readHostVariables(root = repository): Record<string, unknown> {
  const output = execFileSync('/usr/bin/ansible-inventory', ['--list', '-i', join(root, 'inventory')], {
    encoding: 'utf8',
    env: { ...process.env, LC_ALL: 'C.UTF-8' },
  });
  const shape = z.object({ _meta: z.object({ hostvars: z.record(z.string(), z.unknown()) }) });
  return shape.parse(JSON.parse(output))._meta.hostvars;
}
