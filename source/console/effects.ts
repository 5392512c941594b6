/** What the console does to the terminal and the process. */
export interface ConsoleEffects {
  /** Draws the whole screen again. */
  redraw(): void;
  /** Goes back to the shell until the process is continued. */
  suspend(): void;
  exit(code: number): void;
  /** Something went wrong that no operator can mend. */
  crash(thrown: unknown): void;
}
