import type { Problem } from '../../basics/problem.ts';
import type { ConsoleEffects } from '../effects.ts';
import type { GridSize } from '../frame/cell-grid.ts';
import { createPacer } from '../frame/pacer.ts';
import type { Look } from '../look/look.ts';
import type { Stage } from '../stage.ts';
import { createBootQuestions } from './boot-questions.ts';
import { initialBootState, type PrepareEvent, reduceBoot } from './boot-state.ts';
import { drawBoot } from './draw-boot.ts';

export interface BootStage extends Stage {
  report(event: PrepareEvent): void;
  /** Shows why there will be no console; any way to leave ends with it. */
  fail(problem: Problem): void;
}

export interface BootStageOptions {
  readonly heading: string;
  readonly look: Look;
  readonly size: GridSize;
  readonly drawFrame: (frame: string) => void;
  readonly blocked: () => boolean;
  readonly effects: Pick<ConsoleEffects, 'redraw' | 'suspend'>;
  /** The operator leaves, after the problem where there was one. */
  readonly leave: (problem: Problem | undefined) => void;
}

const frameInterval = 1000 / 30;
const leaveKeys = new Set(['q', 'escape', 'enter']);

/** The first screen, drawn without Ink so that it is there at once. */
export function createBootStage(options: BootStageOptions): BootStage {
  const { effects, leave } = options;
  let state = initialBootState(options.heading);
  let size = options.size;
  const draw = () => options.drawFrame(drawBoot(state, questions.open, options.look, size));
  const pacer = createPacer({ interval: frameInterval, run: draw, blocked: options.blocked });
  const questions = createBootQuestions(pacer.request);
  return {
    questions,
    report: (event) => {
      state = reduceBoot(state, event);
      pacer.request();
    },
    fail: (problem) => {
      state = { ...state, problem };
      pacer.request();
    },
    handle: (input) => {
      if (questions.handle(input)) return;
      if (input.kind !== 'key') return;
      const { problem } = state;
      if (input.key === 'ctrl+c' || (problem !== undefined && leaveKeys.has(input.key))) leave(problem);
      if (input.key === 'ctrl+l') effects.redraw();
      if (input.key === 'ctrl+z') effects.suspend();
    },
    resize: (next) => {
      size = next;
      pacer.request();
    },
    draw,
    close: () => {
      questions.close();
      pacer.stop();
      return Promise.resolve();
    },
  };
}
