import { StringDecoder } from 'node:string_decoder';
import type { KeyInput } from '../keys/key-input.ts';
import { flushKeys, initialKeyParserState, type ParsedKeys, parseKeys } from '../keys/parse-keys.ts';

export interface KeyReader {
  start(): void;
  stop(): void;
}

/** How long after Esc the rest of a sequence may come: sequences cut in two by a slow line, against a prompt Esc. */
const escapeDelay = 60;

/** Reads a terminal's keys one by one, in raw mode, however many a read brings. */
export function createKeyReader(stream: NodeJS.ReadStream, listener: (input: KeyInput) => void): KeyReader {
  const decoder = new StringDecoder('utf8');
  let state = initialKeyParserState;
  let timer: NodeJS.Timeout | undefined;

  const deliver = ({ inputs, state: next }: ParsedKeys) => {
    state = next;
    for (const input of inputs) listener(input);
    if (state.pending !== '' && state.pasted === undefined) {
      timer = setTimeout(() => deliver(flushKeys(state)), escapeDelay);
    }
  };

  const read = (chunk: Buffer | string) => {
    clearTimeout(timer);
    deliver(parseKeys(state, typeof chunk === 'string' ? chunk : decoder.write(chunk)));
  };

  return {
    start: () => {
      if (stream.isTTY) stream.setRawMode(true);
      stream.on('data', read);
      stream.resume();
    },
    stop: () => {
      clearTimeout(timer);
      state = initialKeyParserState;
      stream.off('data', read);
      stream.pause();
      if (stream.isTTY) stream.setRawMode(false);
    },
  };
}
