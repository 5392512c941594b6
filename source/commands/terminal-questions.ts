import { createInterface } from 'node:readline/promises';
import { Writable } from 'node:stream';
import { OperatorError } from '../basics/problem.ts';
import { sanitize } from '../basics/sanitize.ts';

/** Whether a person can be asked: questions go to stderr, so that stdout stays what the caller reads. */
export function isInteractive(): boolean {
  return process.stdin.isTTY === true && process.stderr.isTTY === true;
}

/** Asks for a word that is not echoed. */
export async function askSecret(question: string): Promise<string> {
  return ask(question, new Writable({ write: (_chunk, _encoding, done) => done() }));
}

/** Asks a question whose answer is no unless `y` or `yes` is typed. */
export async function askYes(question: string): Promise<boolean> {
  const answer = await ask(`${question} [y/N] `, process.stderr);
  return /^y(es)?$/i.test(answer.trim());
}

/** Asks for a word that has to be typed just as it is: the answer. */
export async function askWord(question: string): Promise<string> {
  return (await ask(`${question} `, process.stderr)).trim();
}

async function ask(question: string, echo: Writable): Promise<string> {
  const isEchoed = echo === process.stderr;
  if (!isEchoed) process.stderr.write(sanitize(question));
  const lines = createInterface({ input: process.stdin, output: echo, terminal: true });
  const stopped = new AbortController();
  lines.once('SIGINT', () => stopped.abort());
  lines.once('close', () => stopped.abort());
  try {
    // What is echoed is drawn anew on the line of the prompt: a question written before would be wiped out.
    return await lines.question(isEchoed ? sanitize(question) : '', { signal: stopped.signal });
  } catch (error) {
    throw new OperatorError({ kind: 'interrupted', message: 'Interrupted at a question.' }, { cause: error });
  } finally {
    lines.close();
    if (!isEchoed) process.stderr.write('\n');
  }
}
