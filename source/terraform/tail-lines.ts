import type { FileHandle } from 'node:fs/promises';
import { StringDecoder } from 'node:string_decoder';
import { setTimeout as sleep } from 'node:timers/promises';

const chunkSize = 64 * 1024;
const pollMilliseconds = 40;
/** A longer line is cut into pieces of this many characters: bounded memory, whatever a provisioner prints. */
const lineLimit = 4 * 1024 * 1024;

/** The lines of a file that somebody else is writing, until `ended` settles and the rest has been read. */
export async function* tailLines(
  file: FileHandle,
  ended: Promise<unknown>,
): AsyncGenerator<string, void, void> {
  const decoder = new StringDecoder('utf8');
  const buffer = Buffer.alloc(chunkSize);
  let isOver = false;
  const over = ended.then(
    () => {
      isOver = true;
    },
    () => {
      isOver = true;
    },
  );
  let position = 0;
  let rest = '';
  while (true) {
    const wasOver = isOver;
    const { bytesRead } = await file.read(buffer, 0, chunkSize, position);
    if (bytesRead > 0) {
      position += bytesRead;
      const lines = `${rest}${decoder.write(buffer.subarray(0, bytesRead))}`.split('\n');
      rest = lines.pop() ?? '';
      yield* lines;
      if (rest.length > lineLimit) {
        yield rest;
        rest = '';
      }
    } else if (wasOver) {
      break;
    } else {
      await Promise.race([sleep(pollMilliseconds), over]);
    }
  }
  rest += decoder.end();
  if (rest !== '') yield rest;
}
