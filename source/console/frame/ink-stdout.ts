import type { GridSize } from './cell-grid.ts';

/** The stream Ink draws on: of the terminal's, with writing and size taken over. */
export interface InkStdout {
  readonly stream: NodeJS.WriteStream;
  setSize(size: GridSize): void;
}

const onlyControls = /^(?:\u001b\[[?0-9;]*[A-Za-z])*$/;

/**
 * In its debug mode Ink hands over every frame whole, in one write; writes that only move or hide the cursor are
 * left out. Ink hears of no resize: a new size comes with the next state.
 */
export function createInkStdout(
  terminal: NodeJS.WriteStream,
  first: GridSize,
  draw: (frame: string) => void,
): InkStdout {
  let size = first;
  const write = (chunk: unknown): boolean => {
    const frame = String(chunk);
    if (!onlyControls.test(frame)) draw(frame);
    return true;
  };
  const ignore = () => stream;
  const stream: NodeJS.WriteStream = Object.create(terminal, {
    write: { value: write },
    columns: { get: () => size.columns },
    rows: { get: () => size.rows },
    isTTY: { value: false },
    on: { value: ignore },
    off: { value: ignore },
  });
  return {
    stream,
    setSize: (next) => {
      size = next;
    },
  };
}
