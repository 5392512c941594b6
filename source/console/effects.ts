/** What the console does to the terminal and the process. */
export interface ConsoleEffects {
  /** Draws the whole screen again. */
  redraw(): void;
  /** Goes back to the shell until the process is continued. */
  suspend(): void;
  /** Writes a sequence that shows nothing, such as for the clipboard. */
  send(bytes: string): void;
  /** Gives the terminal to a program until it ends; resolves with its exit code. */
  runProgram(words: readonly string[], folder: string): Promise<number>;
  exit(code: number): void;
  /** Something went wrong that no operator can mend. */
  crash(thrown: unknown): void;
}
