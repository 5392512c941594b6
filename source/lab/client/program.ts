import { realpathSync } from 'node:fs';

/** The words that start this program again: Node, then its file. */
export function currentProgram(): readonly string[] {
  const [, file] = process.argv;
  return file === undefined ? [process.execPath] : [process.execPath, realpathSync(file)];
}
