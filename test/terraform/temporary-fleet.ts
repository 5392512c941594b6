import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import type { FleetSession } from '../../source/operations/session.ts';
import { describeSession } from './session.ts';

export interface TemporaryFleet {
  readonly root: string;
  readonly session: FleetSession;
  /** Writes a file of the repository. */
  write(path: string, text: string): void;
}

/** A repository with this root module and a session on it, gone when the test ends. */
export function createTemporaryFleet(main: string, secrets: readonly string[] = []): TemporaryFleet {
  requireTerraform();
  const base = mkdtempSync(join(tmpdir(), 'peerdeck-terraform-'));
  onTestFinished(() => rmSync(base, { recursive: true, force: true }));
  const root = join(base, 'fleet');
  const write = (path: string, text: string) => {
    mkdirSync(join(root, path, '..'), { recursive: true });
    writeFileSync(join(root, path), text);
  };
  write('terraform/main.tf', main);
  return { root, session: describeSession(root, join(base, 'state'), secrets), write };
}

/** Copies a folder of the repository's own into the temporary one. */
export function copyShipped(path: string, root: string): void {
  cpSync(new URL(`../../${path}`, import.meta.url), join(root, path), { recursive: true });
}

function requireTerraform(): void {
  try {
    execFileSync('terraform', ['version'], { stdio: 'ignore' });
  } catch (error) {
    throw new Error('this test needs terraform on the PATH, and there is none', { cause: error });
  }
}
