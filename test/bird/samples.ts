import { readFileSync } from 'node:fs';

const folder = new URL('../fixtures/bird/', import.meta.url);

/** What a daemon printed, as it was recorded. */
export function readSample(name: string): string {
  return readFileSync(new URL(name, folder), 'utf8');
}

/** The answers of a file that holds several, each below a `### command` line. */
export function readAnswers(name: string): Map<string, string> {
  const answers = new Map<string, string>();
  for (const part of readSample(name).split('### ').slice(1)) {
    const end = part.indexOf('\n');
    answers.set(part.slice(0, end), part.slice(end + 1));
  }
  return answers;
}

/** The answers of a recorded control socket, each below a `>>> command` line, with their codes. */
export function readRawAnswers(name: string): Map<string, string> {
  const answers = new Map<string, string>();
  for (const part of readSample(name).split('>>> ').slice(1)) {
    const end = part.indexOf('\n');
    answers.set(part.slice(0, end), part.slice(end + 1).replace(/^--- \d+ bytes[^\n]*\n[\s\S]*/m, ''));
  }
  return answers;
}

/** An answer that must be there. */
export function answerTo(answers: ReadonlyMap<string, string>, command: string): string {
  const answer = answers.get(command);
  if (answer === undefined) throw new Error(`no recorded answer to "${command}"`);
  return answer;
}
