import { type Diagnostic, parseDiagnostic } from './diagnostics.ts';
import { asNumber, asRecord, asText, field, isRecord, type JsonRecord, parseJson } from './json.ts';

/** Counts as Terraform gives them: a replacement is one to add and one to remove. */
export interface ChangeCounts {
  readonly add: number;
  readonly change: number;
  readonly remove: number;
  readonly import: number;
}

/** A line of `-json` output of init, plan or apply. Types this version does not know are kept as they came. */
export type UiEvent =
  | { readonly type: 'version'; readonly terraform: string; readonly ui: string }
  | {
      readonly type: 'planned_change' | 'resource_drift';
      readonly address: string;
      readonly action: string;
      readonly reason?: string;
    }
  | { readonly type: 'change_summary'; readonly operation: string; readonly counts: ChangeCounts }
  | { readonly type: 'refresh'; readonly address: string; readonly stage: 'start' | 'complete' }
  | {
      readonly type: 'apply';
      readonly address: string;
      readonly action: string;
      readonly stage: 'start' | 'progress' | 'complete' | 'errored';
      readonly elapsedSeconds?: number;
    }
  | {
      readonly type: 'provision';
      readonly address: string;
      readonly provisioner: string;
      readonly stage: 'start' | 'progress' | 'complete' | 'errored';
      /** What the provisioner printed, in clear: redact before showing. */
      readonly output?: string;
    }
  | { readonly type: 'diagnostic'; readonly diagnostic: Diagnostic }
  | { readonly type: 'lock'; readonly stage: 'acquire' | 'release'; readonly message: string }
  | { readonly type: 'message'; readonly level: string; readonly message: string }
  | { readonly type: 'other'; readonly name: string; readonly record: JsonRecord }
  | { readonly type: 'unreadable'; readonly text: string };

type Stage = 'start' | 'progress' | 'complete' | 'errored';

const stages: ReadonlyMap<string, Stage> = new Map([
  ['start', 'start'],
  ['progress', 'progress'],
  ['complete', 'complete'],
  ['errored', 'errored'],
]);

/** Reads one line. Never throws: what is no JSON object is `unreadable`, an unknown type is `other`. */
export function parseUiLine(line: string): UiEvent {
  const record = parseJson(line);
  if (!isRecord(record)) return { type: 'unreadable', text: line };
  const name = asText(field(record, 'type')) ?? '';
  return readKnown(name, record) ?? { type: 'other', name, record };
}

function readKnown(name: string, record: JsonRecord): UiEvent | undefined {
  switch (name) {
    case 'version':
      return {
        type: 'version',
        terraform: asText(field(record, 'terraform')) ?? asText(field(record, 'tofu')) ?? '',
        ui: asText(field(record, 'ui')) ?? '',
      };
    case 'planned_change':
    case 'resource_drift':
      return readChange(name, asRecord(field(record, 'change')));
    case 'change_summary':
      return readSummary(asRecord(field(record, 'changes')));
    case 'diagnostic':
      return { type: 'diagnostic', diagnostic: parseDiagnostic(field(record, 'diagnostic')) };
    case 'state_lock_acquire':
    case 'state_lock_release':
      return {
        type: 'lock',
        stage: name === 'state_lock_acquire' ? 'acquire' : 'release',
        message: asText(field(record, '@message')) ?? '',
      };
    case 'log':
    case 'init_output':
      return {
        type: 'message',
        level: asText(field(record, '@level')) ?? 'info',
        message: asText(field(record, '@message')) ?? '',
      };
    default:
      return readHook(name, asRecord(field(record, 'hook')));
  }
}

function readChange(type: 'planned_change' | 'resource_drift', change: JsonRecord): UiEvent | undefined {
  const address = readAddress(change);
  const action = asText(field(change, 'action'));
  const reason = asText(field(change, 'reason'));
  if (address === undefined || action === undefined) return undefined;
  return { type, address, action, ...(reason === undefined ? {} : { reason }) };
}

function readSummary(changes: JsonRecord): UiEvent {
  const count = (key: string) => asNumber(field(changes, key)) ?? 0;
  return {
    type: 'change_summary',
    operation: asText(field(changes, 'operation')) ?? '',
    counts: { add: count('add'), change: count('change'), remove: count('remove'), import: count('import') },
  };
}

function readHook(name: string, hook: JsonRecord): UiEvent | undefined {
  const address = readAddress(hook);
  const [, verb, suffix] = /^(apply|refresh|provision)_(start|progress|complete|errored)$/.exec(name) ?? [];
  if (address === undefined || verb === undefined || suffix === undefined) return undefined;
  const stage = stages.get(suffix);
  if (stage === undefined) return undefined;
  if (verb === 'refresh') return { type: 'refresh', address, stage: stage === 'complete' ? stage : 'start' };
  if (verb === 'apply') {
    const elapsedSeconds = asNumber(field(hook, 'elapsed_seconds'));
    return {
      type: 'apply',
      address,
      action: asText(field(hook, 'action')) ?? '',
      stage,
      ...(elapsedSeconds === undefined ? {} : { elapsedSeconds }),
    };
  }
  const output = asText(field(hook, 'output'));
  return {
    type: 'provision',
    address,
    provisioner: asText(field(hook, 'provisioner')) ?? '',
    stage,
    ...(output === undefined ? {} : { output }),
  };
}

function readAddress(record: JsonRecord): string | undefined {
  return asText(field(asRecord(field(record, 'resource')), 'addr'));
}
