import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { OperatorError } from '../../../source/basics/problem.ts';
import type { JournalEntry } from '../../../source/fleet/journal.ts';
import type { Host } from '../../../source/fleet/model.ts';
import { Origins } from '../../../source/fleet/origins.ts';
import type { SyncEvent, SyncResult } from '../../../source/operations/diff/changes.ts';
import { withJournal } from '../../../source/operations/journal/journal.ts';
import { appendJournal, readJournal } from '../../../source/operations/journal/journal-file.ts';
import { type Operation, runOperation } from '../../../source/operations/operation.ts';
import { createSession, type FleetSession } from '../../../source/operations/session.ts';
import { createRemotePool } from '../../../source/remote/pool.ts';
import { hostAt, startLocalSshd } from '../../remote/local-sshd.ts';

let folder: string;
let session: FleetSession;
let host: Host;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'peerdeck-journal-'));
  const sshd = await startLocalSshd();
  host = hostAt(sshd, { name: 'ixpams01' });
  await sshd.remove();
  const refuse = async (): Promise<never> => {
    throw new Error('no vault here');
  };
  session = createSession({
    fleet: {
      name: 'fleet',
      root: folder,
      mode: { kind: 'production' },
      hosts: [host],
      groups: [],
      origins: new Origins(),
      secretValues: new Set(['hunter2']),
    },
    hosts: [host],
    remote: createRemotePool([], {}),
    renderedFolder: join(folder, '.rendered'),
    stateFolder: join(folder, 'state'),
    stamp: '',
    passwords: { openRepository: refuse, openWithFile: refuse },
  });
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

async function* revert(): Operation<SyncEvent, SyncResult> {
  const problem = { kind: 'reverted', message: 'it went back', answer: 'password "hunter2" is wrong' };
  const result = { host: host.name, outcome: 'reverted', files: ['bird/bird.conf'], problem } as const;
  yield { type: 'host-stage', host: host.name, stage: 'validating', detail: 'hunter2' };
  yield { type: 'host-synced', result };
  return { hosts: [result] };
}

async function* breakOff(): Operation<SyncEvent, SyncResult> {
  yield* revert();
  throw new OperatorError({ kind: 'interrupted', message: 'Interrupted.' });
}

async function entries(): Promise<readonly JournalEntry[]> {
  return (await readJournal(session.stateFolder)).entries;
}

test('a sync that goes back is one entry: who, what became of each host, and for what', async () => {
  const seen: string[] = [];
  await runOperation(withJournal(session, 'sync', revert(), { why: 'a try' }), ({ type }) => seen.push(type));
  expect(seen).toEqual(['host-stage', 'host-synced']);
  expect(await entries()).toMatchObject([
    {
      kind: 'sync',
      mode: 'production',
      who: expect.stringContaining('@'),
      why: 'a try',
      hosts: [{ host: 'ixpams01', outcome: 'reverted', files: ['bird/bird.conf'], problem: 'reverted' }],
      problems: ['reverted'],
    },
  ]);
});

test('why a host went back is kept without its secrets, and only its owner may read it', async () => {
  await runOperation(withJournal(session, 'sync', revert(), { why: 'set it to hunter2' }), () => undefined);
  const path = join(session.stateFolder, 'journal.jsonl');
  expect(readFileSync(path, 'utf8')).not.toContain('hunter2');
  expect((await entries())[0]?.hosts[0]?.reason).toBe('password "‹secret›" is wrong');
  expect(statSync(path).mode & 0o777).toBe(0o600);
});

test('one that is cut short is told as such', async () => {
  await expect(runOperation(withJournal(session, 'sync', breakOff()), () => undefined)).rejects.toThrow();
  expect(await entries()).toMatchObject([
    { interrupted: true, problems: ['reverted', 'interrupted'], hosts: [{ host: 'ixpams01' }] },
  ]);
});

test('one whose reader goes away is written too', async () => {
  for await (const _event of withJournal(session, 'sync', revert())) break;
  expect(await entries()).toMatchObject([{ interrupted: true }]);
});

test('a journal that cannot be written is told, and the result stands', async () => {
  writeFileSync(join(folder, 'state'), 'a file where the folder would be');
  const problems: string[] = [];
  const result = await runOperation(withJournal(session, 'sync', revert()), (event) => {
    if (event.type === 'problem') problems.push(event.problem.kind);
  });
  expect(result.hosts).toHaveLength(1);
  expect(problems).toEqual(['journal-unwritten']);
});

test('a long journal is begun anew, and the oldest are let go', async () => {
  const entry: JournalEntry = {
    at: '',
    who: 'op',
    mode: 'production',
    kind: 'sync',
    seconds: 1,
    hosts: [],
    problems: [],
  };
  const count = 12;
  for (let index = 0; index < count; index += 1) {
    await appendJournal(session.stateFolder, { ...entry, at: String(index) }, { bytes: 10, kept: 3 });
  }
  expect(readdirSync(session.stateFolder).length).toBeLessThanOrEqual(4);
  expect((await entries()).at(-1)?.at).toBe('11');
});
