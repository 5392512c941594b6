import type { GridSize } from './frame/cell-grid.ts';
import type { KeyInput } from './keys/key-input.ts';

import type { ConsoleQuestions } from './questions.ts';

/** What has the screen: the boot screen, then the console. */
export interface Stage {
  handle(input: KeyInput): void;
  readonly questions: ConsoleQuestions;
  resize(size: GridSize): void;
  /** Hands the frame of now to the writer. */
  draw(): void;
  /** Stops what goes on; resolves when it has ended, or did not in time. */
  close(): Promise<void>;
}
