import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseUiLine } from '../../source/terraform/ui-events.ts';

function readEvents(name: string) {
  const text = readFileSync(new URL(`fixtures/${name}`, import.meta.url), 'utf8');
  return text.trimEnd().split('\n').map(parseUiLine);
}

describe('the stream of a plan', () => {
  it('tells the version, each planned change with its reason, the counts and the warnings', () => {
    const events = readEvents('plan-mixed.jsonl');
    expect(events[0]).toEqual({ type: 'version', terraform: '1.11.4', ui: '1.2' });
    expect(events).toContainEqual({
      type: 'planned_change',
      address: 'terraform_data.counted[1]',
      action: 'delete',
      reason: 'delete_because_count_index',
    });
    expect(events).toContainEqual({
      type: 'planned_change',
      address: 'terraform_data.service["ixpams01"]',
      action: 'replace',
      reason: 'cannot_update',
    });
    expect(events).toContainEqual({
      type: 'change_summary',
      operation: 'plan',
      counts: { add: 3, change: 1, remove: 4, import: 0 },
    });
    expect(events).toContainEqual({
      type: 'diagnostic',
      diagnostic: {
        severity: 'warning',
        summary: 'Check block assertion failed',
        detail: 'rev 2 is too new',
        place: { file: 'main.tf', line: 49, column: 21 },
      },
    });
  });
});

describe('the stream of an apply', () => {
  it('tells when each resource begins and ends, and what a provisioner printed', () => {
    const events = readEvents('apply-mixed.jsonl');
    const address = 'terraform_data.service["vltatl01"]';
    expect(events).toContainEqual({ type: 'apply', address, action: 'create', stage: 'start' });
    expect(events).toContainEqual({
      type: 'apply',
      address,
      action: 'create',
      stage: 'complete',
      elapsedSeconds: 0,
    });
    expect(events).toContainEqual({
      type: 'provision',
      address,
      provisioner: 'local-exec',
      stage: 'progress',
      output: 'starting vltatl01 with hunter2-secret',
    });
  });

  it('knows every line of it', () => {
    const names = readEvents('apply-mixed.jsonl').flatMap((event) =>
      event.type === 'other' ? [event.name] : [],
    );
    expect(new Set(names)).toEqual(new Set(['outputs']));
  });
});

describe('lines it does not know', () => {
  it('are kept: an unknown type whole, and what is no JSON as text', () => {
    const line = '{"type":"ephemeral_op_start","hook":{"resource":{"addr":"ephemeral.x.y"}}}';
    expect(parseUiLine(line)).toEqual({
      type: 'other',
      name: 'ephemeral_op_start',
      record: JSON.parse(line),
    });
    expect(parseUiLine('panic: runtime error')).toEqual({ type: 'unreadable', text: 'panic: runtime error' });
  });

  it('never make it throw', () => {
    const line = fc.oneof(
      fc.string(),
      fc.json(),
      fc
        .record({
          type: fc.constantFrom(
            'diagnostic',
            'apply_start',
            'planned_change',
            'change_summary',
            'provision_x',
          ),
          hook: fc.anything(),
          change: fc.anything(),
          diagnostic: fc.anything(),
        })
        .map((record) =>
          JSON.stringify(record, (_, value) => (typeof value === 'bigint' ? String(value) : value)),
        ),
    );
    fc.assert(fc.property(line, (text) => typeof parseUiLine(text).type === 'string'));
  });
});
