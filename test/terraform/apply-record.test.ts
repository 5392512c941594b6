import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, statSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { claimApply, findHolder, readApplyRecord } from '../../source/terraform/apply-record.ts';
import { describeUnfinishedApply, readApplyProgress } from '../../source/terraform/unfinished-apply.ts';
import { makeFolder } from '../shipped-fleet/shipped-fleet.ts';

const start = Date.UTC(2026, 0, 2, 3, 4, 5);

describe('the record of an apply', () => {
  it('is taken by one at a time, and says who has it since when', async () => {
    const folder = makeFolder();
    const claims = await Promise.all([1, 2, 3].map(() => claimApply(folder, '/run', start)));
    expect(claims.map((claim) => claim.kind).toSorted()).toEqual(['claimed', 'held', 'held']);
    expect(claims.find((claim) => claim.kind === 'held')).toMatchObject({
      by: 'console',
      record: { pid: process.pid, machine: hostname(), since: '2026-01-02T03:04:05.000Z' },
    });
    expect(statSync(join(folder, 'apply.json')).mode & 0o777).toBe(0o600);
    for (const claim of claims) if (claim.kind === 'claimed') await claim.claim.release();
    expect((await claimApply(folder, '/run', start)).kind).toBe('claimed');
  });

  it('is held by a Terraform that outlived its console, until that ends too', async () => {
    const folder = makeFolder();
    const terraform = spawn('sleep', ['60']);
    const claimed = await claimApply(folder, '/run', start);
    if (claimed.kind !== 'claimed' || terraform.pid === undefined) throw new Error('not claimed');
    await claimed.claim.noteTerraform(terraform.pid);
    const record = await readApplyRecord(folder);
    if (!record) throw new Error('no record');
    const orphaned = { ...record, pid: 2 ** 22 + 1, pidStart: '1' };
    expect(await findHolder(orphaned)).toBe('terraform');
    terraform.kill();
    await once(terraform, 'exit');
    expect(await findHolder(orphaned)).toBeUndefined();
  });

  it('of a pid that now belongs to another process holds nothing', async () => {
    const folder = makeFolder();
    const old = {
      user: 'ann',
      machine: hostname(),
      pid: process.pid,
      pidStart: '1',
      since: '',
      runFolder: '',
    };
    writeFileSync(join(folder, 'apply.json'), JSON.stringify(old));
    expect((await claimApply(folder, '/run', start)).kind).toBe('claimed');
  });

  it('that cannot be read holds nothing either', async () => {
    const folder = makeFolder();
    writeFileSync(join(folder, 'apply.json'), '');
    expect((await claimApply(folder, '/run', start)).kind).toBe('claimed');
  });

  it('of another machine is believed, for its processes cannot be seen from here', async () => {
    const folder = makeFolder();
    writeFileSync(join(folder, 'apply.json'), JSON.stringify({ user: 'ann', machine: 'elsewhere', pid: 1 }));
    expect(await claimApply(folder, '/run', start)).toMatchObject({ kind: 'held', record: { user: 'ann' } });
  });
});

describe('what an apply left that was cut short', () => {
  const lines = [
    '{"type":"apply_start","hook":{"resource":{"addr":"a.done"},"action":"create"}}',
    '{"type":"apply_complete","hook":{"resource":{"addr":"a.done"},"action":"create"}}',
    '{"type":"apply_start","hook":{"resource":{"addr":"a.secret-name"},"action":"create"}}',
    '{"type":"apply_comp',
  ];

  it('is told from the events, the last of which may be half a line', () => {
    expect(readApplyProgress(lines)).toEqual({ done: ['a.done'], begun: ['a.secret-name'], finished: false });
  });

  it('becomes a problem that names what was in the middle, redacted, and how to go on', async () => {
    const runFolder = makeFolder();
    mkdirSync(runFolder, { recursive: true });
    writeFileSync(join(runFolder, 'apply.jsonl'), lines.join('\n'));
    const record = { user: 'ann', machine: hostname(), pid: 1, since: '2026-01-02T03:04:05.000Z', runFolder };
    const redact = (text: string) => text.replaceAll('secret', '***');
    expect(await describeUnfinishedApply(record, redact)).toMatchObject({
      kind: 'apply-cut-short',
      message: 'The apply of ann begun 2026-01-02T03:04:05.000Z was cut short.',
      answer: 'Done: a.done. In the middle: a.***-name.',
    });
    writeFileSync(
      join(runFolder, 'apply.jsonl'),
      [...lines.slice(0, 2), '{"type":"change_summary","changes":{"operation":"apply"}}'].join('\n'),
    );
    expect(await describeUnfinishedApply(record, redact)).toMatchObject({ kind: 'apply-ended-alone' });
  });
});
