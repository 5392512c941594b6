import type { MovePreview } from '../operations/terraform/state-move.ts';
import type { RestorePreview } from '../operations/terraform/state-restore.ts';
import type {
  StateChange,
  StateEvent,
  StateOverview,
  StateResult,
  StateSnapshot,
} from '../operations/terraform/states.ts';
import { credentialVariables } from '../terraform/backend-settings.ts';
import { formatProblem } from './format-problem.ts';
import { describeAttribute } from './plan-text.ts';
import { formatTable } from './text-table.ts';

/** The state and its snapshots, numbered as `restore` and `diff` take them. */
export function describeOverview({ backend, current, problems, snapshots }: StateOverview): string {
  const now =
    current === undefined
      ? `No state can be read from the ${backend} backend.`
      : `State: ${backend} backend, serial ${current.serial}, ${current.resources} resources, lineage ${current.lineage}`;
  const list =
    snapshots.length === 0
      ? 'There is no snapshot yet: an apply makes the first.'
      : formatTable(
          ['', 'when', 'phase', 'serial', 'resources', 'commit', 'name'],
          snapshots.map(describeRow),
        );
  return [...problems.map((problem) => formatProblem(problem, 'warning')), now, list].join('\n');
}

function describeRow(snapshot: StateSnapshot, index: number): string[] {
  const { at, phase, serial, resources, commit = '', name } = snapshot;
  return [
    `${index + 1}`,
    at.slice(0, 19).replace('T', ' '),
    phase,
    `${serial}`,
    `${resources}`,
    commit,
    name,
  ];
}

const marks: Readonly<Record<StateChange['change'], string>> = { added: '+', removed: '-', changed: '~' };

/** What differs from one state to the other, resource by resource. */
export function describeStateChanges(changes: readonly StateChange[], from: string, to: string): string {
  if (changes.length === 0) return `${from} and ${to} hold the same.`;
  return [
    `From ${from} to ${to}:`,
    ...changes.flatMap(({ address, change, attributes }) => [
      `  ${marks[change]} ${address}`,
      ...(change === 'changed' ? attributes.flatMap(describeAttribute) : []),
    ]),
  ].join('\n');
}

/** What a restore would do to the state. */
export function describeRestore({ snapshot, at, commit, changes }: RestorePreview): string {
  const when = `${at.slice(0, 16).replace('T', ' ')}${commit === undefined ? '' : `, commit ${commit}`}`;
  return `The snapshot is of ${when}.\n${describeStateChanges(changes, 'the state now', snapshot)}`;
}

/** What a move would write, and where credentials come from. */
export function describeMove({ from, to, file, text, hasState }: MovePreview): string {
  const variables = credentialVariables[to.type];
  return [
    `From ${from} to ${to.type}${hasState ? '' : ' (there is no state to take along yet)'}.`,
    ...(text === undefined
      ? [`${file} would be removed.`]
      : [
          `${file} would be:`,
          ...text
            .trimEnd()
            .split('\n')
            .map((line) => `  ${line}`),
        ]),
    ...(variables.length === 0
      ? []
      : [`Credentials are read from the environment: ${variables.join(', ')}.`]),
    ...(to.type === 'local' ? ['The backend keeps its copy; remove it there when you are sure.'] : []),
  ].join('\n');
}

const steps: Readonly<Record<Extract<StateEvent, { type: 'state-step' }>['step'], string>> = {
  look: 'looking',
  keep: 'keeping the state as it is',
  write: 'writing',
  migrate: 'copying the state',
  push: 'putting the state there',
  verify: 'reading it back',
  clean: 'removing',
  'go-back': 'going back to',
};

/** A step as a person reads it. */
export function describeStateEvent(event: StateEvent): string {
  switch (event.type) {
    case 'state-step':
      return event.detail === undefined ? steps[event.step] : `${steps[event.step]} ${event.detail}`;
    case 'state-kept':
      return `kept as ${event.snapshot}`;
    case 'diagnostic':
      return formatProblem(event.problem, event.severity);
  }
}

/** How it ended. */
export function describeStateResult(result: Exclude<StateResult, { kind: 'failed' }>): string {
  switch (result.kind) {
    case 'restored':
      return `The state is that of ${result.snapshot}, as serial ${result.state.serial}. Plan to see what differs out there.`;
    case 'recovered':
      return `The state is where it belongs: serial ${result.state.serial}, ${result.state.resources} resources. Plan again.`;
    case 'unlocked':
      return `The lock ${result.id} is gone. Plan again.`;
    case 'moved': {
      const state = result.state === undefined ? '' : `: serial ${result.state.serial}, the same resources`;
      const commit = result.file === undefined ? '' : ` Commit ${result.file}.`;
      return `The state is in ${result.to}${state}.${commit} To go back: peerdeck state move ${result.from}`;
    }
  }
}
