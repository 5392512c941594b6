import type { HostSyncResult } from '../../operations/diff/changes.ts';
import type { WorkEvent } from './events.ts';
import type { HostEntry, StepState, Work, WorkStep } from './state.ts';
import { countOf } from './words.ts';

const stepLimit = 2000;

/** The operation with one more event noted. */
export function noteWorkEvent(work: Work, event: WorkEvent, hosts: readonly HostEntry[] = []): Work {
  const noted = noteStep(work, event);
  return noted.steps.length > work.steps.length
    ? { ...noted, steps: byInventory(noted.steps, hosts) }
    : noted;
}

/** The hosts in the order of the inventory, whoever is first to tell something; what is no host stays behind. */
function byInventory(steps: readonly WorkStep[], hosts: readonly HostEntry[]): readonly WorkStep[] {
  const places = new Map(hosts.map(({ name }, place): [string, number] => [name, place]));
  const placeOf = ({ name }: WorkStep) => places.get(name) ?? hosts.length;
  return steps.toSorted((left, right) => placeOf(left) - placeOf(right));
}

function noteStep(work: Work, event: WorkEvent): Work {
  switch (event.type) {
    case 'host-rendered':
      return withStep(work, event.host, 'done', `${countOf(event.files, 'file')}, ${event.changed} changed`);
    case 'file-changed':
    case 'terraform-rendered':
    case 'providers-upgraded':
    case 'state-kept':
      return work;
    case 'host-compared': {
      const { host, changes, problem } = event.difference;
      if (problem !== undefined) return withStep(work, host, 'failed', problem.message);
      return withStep(
        work,
        host,
        'done',
        changes.length === 0 ? 'as rendered' : `${countOf(changes.length, 'file')} differ`,
      );
    }
    case 'host-countdown':
      return work;
    case 'host-stage':
      return withStep(work, event.host, 'running', joined(event.stage, event.detail));
    case 'host-synced':
      return withStep(work, event.result.host, syncState(event.result), syncText(event.result));
    case 'terraform-stage':
      return { ...work, stage: joined(event.stage, event.detail) };
    case 'resource':
      return withStep(work, event.address, resourceState(event.state), joined(event.state, event.detail));
    case 'task-stage':
      return { ...work, stage: event.text };
    case 'task-step':
      return withStep(work, event.name, event.state, event.text);
    case 'problem':
    case 'diagnostic':
      return { ...work, problems: [...work.problems, event.problem] };
  }
}

function joined(word: string, detail: string | undefined): string {
  return detail === undefined ? word : `${word} ${detail}`;
}

function withStep(work: Work, name: string, state: StepState, text: string): Work {
  const step: WorkStep = { name, state, text };
  const index = work.steps.findIndex((each) => each.name === name);
  if (index >= 0) return { ...work, steps: work.steps.with(index, step) };
  return { ...work, steps: [...work.steps, step].slice(-stepLimit) };
}

function syncState(result: HostSyncResult): StepState {
  return result.outcome === 'changed' || result.outcome === 'unchanged' ? 'done' : 'failed';
}

function syncText({ outcome, files, release, problem }: HostSyncResult): string {
  if (problem !== undefined) return `${outcome}: ${problem.message}`;
  if (outcome !== 'changed') return outcome;
  const live = release === undefined ? '' : `, release ${release}`;
  return `${countOf(files.length, 'file')} changed${live}`;
}

function resourceState(state: 'refreshing' | 'planned' | 'running' | 'done' | 'failed'): StepState {
  if (state === 'failed') return 'failed';
  return state === 'done' || state === 'planned' ? 'done' : 'running';
}
