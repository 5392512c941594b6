import type { Problem } from '../../basics/problem.ts';

/** What is told while the console's services are made ready, before there is a fleet to show. */
export type PrepareEvent =
  /** What is being opened, in a few words. */
  | { readonly type: 'heading'; readonly text: string }
  /** One part of it; a later event of the same id replaces the earlier. */
  | {
      readonly type: 'step';
      readonly id: string;
      readonly title: string;
      readonly state: 'waiting' | 'running' | 'done' | 'failed';
      readonly detail?: string;
    };

export type BootStep = Extract<PrepareEvent, { type: 'step' }>;

export interface BootState {
  readonly heading: string;
  readonly steps: readonly BootStep[];
  readonly problem: Problem | undefined;
}

export function initialBootState(heading: string): BootState {
  return { heading, steps: [], problem: undefined };
}

export function reduceBoot(state: BootState, event: PrepareEvent): BootState {
  if (event.type === 'heading') return { ...state, heading: event.text };
  const index = state.steps.findIndex(({ id }) => id === event.id);
  const steps = index < 0 ? [...state.steps, event] : state.steps.with(index, event);
  return { ...state, steps };
}
