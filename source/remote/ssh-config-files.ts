import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, isAbsolute, join } from 'node:path';
import type { Place } from '../basics/problem.ts';
import { OperatorError } from '../basics/problem.ts';
import { parseSshConfig, type SshConfigFile } from './ssh-config-file.ts';
import { matchPattern } from './ssh-patterns.ts';

const systemConfig = '/etc/ssh/ssh_config';
const largestFile = 1024 * 1024;

/**
 * The configuration files that hold for this user: `~/.ssh/config` and the system's, or the one that `-F` names
 * (`none` for none at all). A file that is not there is as good as empty, except one that was named.
 */
export function readSshConfigFiles(home: string, named?: string): readonly SshConfigFile[] {
  if (named === 'none') return [];
  if (named !== undefined) return [readNamedFile(named)];
  return [join(home, '.ssh', 'config'), systemConfig].flatMap(readOptionalFile);
}

function readNamedFile(path: string): SshConfigFile {
  const [file] = readOptionalFile(path);
  if (file) return file;
  throw new OperatorError({
    kind: 'ssh-config-missing',
    message: `there is no SSH configuration file ${path}`,
    attempted: `reading ${path}, named by -F`,
    hint: 'mend the -F in ansible_ssh_common_args, or make the file',
  });
}

function readOptionalFile(path: string): readonly SshConfigFile[] {
  const text = readTextIfThere(path);
  return text === undefined ? [] : [parseSshConfig(text, path)];
}

/** A small text file, or undefined where there is none; anything else that is wrong with it is an error. */
export function readTextIfThere(path: string): string | undefined {
  try {
    const status = statSync(path);
    if (status.isDirectory() || status.size > largestFile) return undefined;
    return readFileSync(path, 'utf8');
  } catch (error) {
    if (hasCode(error, 'ENOENT') || hasCode(error, 'ENOTDIR')) return undefined;
    throw new OperatorError(
      {
        kind: 'file-unreadable',
        message: `${path} cannot be read`,
        answer: error instanceof Error ? error.message : String(error),
      },
      { cause: error },
    );
  }
}

/** Whether a thrown value is a system error of this name, such as `ENOENT`. */
export function hasCode(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code;
}

/** The files an `Include` names: relative to `~/.ssh`, or to `/etc/ssh` in the system's file. */
export function readIncludedFiles(pattern: string, from: Place, home: string): readonly SshConfigFile[] {
  const base = dirname(from.file).startsWith('/etc/ssh') ? '/etc/ssh' : join(home, '.ssh');
  const expanded = pattern === '~' || pattern.startsWith('~/') ? join(home, pattern.slice(1)) : pattern;
  const path = isAbsolute(expanded) ? expanded : join(base, expanded);
  return expandPath(path).flatMap(readOptionalFile);
}

/** The paths that an absolute path with `*` and `?` stands for, sorted as a shell sorts them. */
function expandPath(path: string): readonly string[] {
  let found = ['/'];
  for (const segment of path.split('/').filter((part) => part !== '')) {
    found = found.flatMap((folder) => matchSegment(folder, segment));
  }
  return found;
}

function matchSegment(folder: string, segment: string): readonly string[] {
  if (!/[*?]/.test(segment)) return [join(folder, segment)];
  return listFolder(folder)
    .filter((name) => matchPattern(segment, name) && (segment.startsWith('.') || !name.startsWith('.')))
    .sort()
    .map((name) => join(folder, name));
}

function listFolder(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch (error) {
    if (hasCode(error, 'ENOENT') || hasCode(error, 'ENOTDIR') || hasCode(error, 'EACCES')) return [];
    throw error;
  }
}

/** Runs a command of `Match exec`, as OpenSSH does in the user's shell, for at most five seconds. */
export function runMatchCommand(command: string): boolean {
  const answer = spawnSync('/bin/sh', ['-c', command], { stdio: 'ignore', timeout: 5000 });
  return answer.status === 0;
}
