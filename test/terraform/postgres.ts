import { execFileSync, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { chownSync, existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished, vi } from 'vitest';

/** A PostgreSQL server of its own on the loopback, with one account whose password is asked for. */
export interface Postgres {
  readonly port: number;
  readonly user: string;
  readonly password: string;
  /** SQL, answered as text. */
  query(sql: string): string;
}

const programs = '/usr/lib/postgresql/15/bin';

/** Debian's PostgreSQL refuses to run as root: it runs as `postgres` then. Ends with the test. */
export async function startPostgres(): Promise<Postgres> {
  if (!existsSync(`${programs}/postgres`))
    throw new Error('this test needs the Debian package postgresql-15, and it is not installed');
  const folder = mkdtempSync(join(tmpdir(), 'peerdeck-postgres-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const user = 'fleet';
  const password = randomBytes(12).toString('hex');
  const passwordFile = join(folder, 'password');
  writeFileSync(passwordFile, `${password}\n`, { mode: 0o600 });
  const [words, ids] = findAccount();
  if (ids !== undefined) for (const path of [folder, passwordFile]) chownSync(path, ids.user, ids.group);
  const data = join(folder, 'data');
  const run = (...given: string[]) => [...words, ...given] as const;
  const [init = '', ...initWords] = run(
    `${programs}/initdb`,
    '--auth=scram-sha-256',
    `--pwfile=${passwordFile}`,
    `--username=${user}`,
    '--no-sync',
    '-D',
    data,
  );
  execFileSync(init, initWords, { stdio: 'ignore', cwd: folder });
  const port = await findFreePort();
  const settings = [
    `port=${port}`,
    'listen_addresses=127.0.0.1',
    `unix_socket_directories=${folder}`,
    'fsync=off',
  ];
  const [start = '', ...startWords] = run(
    `${programs}/postgres`,
    '-D',
    data,
    ...settings.flatMap((setting) => ['-c', setting]),
  );
  const server = spawn(start, startWords, { stdio: 'ignore', cwd: folder });
  onTestFinished(async () => {
    server.kill('SIGINT');
    if (server.exitCode === null && server.signalCode === null) await once(server, 'exit');
  });
  const query = (sql: string) =>
    execFileSync(
      `${programs}/psql`,
      ['-h', '127.0.0.1', '-p', `${port}`, '-U', user, '-d', 'postgres', '-Atc', sql],
      {
        encoding: 'utf8',
        env: { ...process.env, PGPASSWORD: password },
        stdio: ['ignore', 'pipe', 'ignore'],
      },
    ).trim();
  await vi.waitUntil(() => answers(query), { timeout: 20_000, interval: 100 });
  return { port, user, password, query };
}

function answers(query: Postgres['query']): boolean {
  try {
    return query('select 1') === '1';
  } catch {
    return false;
  }
}

function findAccount(): [readonly string[], { readonly user: number; readonly group: number } | undefined] {
  if (process.getuid?.() !== 0) return [[], undefined];
  const id = (flag: string) => Number(execFileSync('id', [flag, 'postgres'], { encoding: 'utf8' }));
  return [
    ['setpriv', '--reuid=postgres', '--regid=postgres', '--clear-groups', '--'],
    { user: id('-u'), group: id('-g') },
  ];
}

async function findFreePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (typeof address !== 'object' || address === null) throw new Error('no port is free');
  return address.port;
}
