import type { Evidence, Observation } from './model.ts';

const mostLines = 30;
const longestOutput = 4_000;

/** An observation as evidence: all of it, or the lines that `keep` leaves; bounded either way. */
export function cite(
  observation: Observation | undefined,
  keep: (line: string) => boolean = () => true,
): Evidence[] {
  if (observation === undefined) return [];
  const lines = observation.output.split('\n').filter((line) => line.trim() !== '' && keep(line));
  const shown = lines.slice(0, mostLines).join('\n').slice(0, longestOutput);
  const rest = lines.length > mostLines ? `\n… ${lines.length - mostLines} more lines` : '';
  const output = shown === '' ? '(nothing)' : `${shown}${rest}`;
  return [{ host: observation.host, command: observation.command, output }];
}

/** The same, only where there is something to show. */
export function citeLines(observation: Observation | undefined, keep: (line: string) => boolean): Evidence[] {
  return observation?.output.split('\n').some((line) => line.trim() !== '' && keep(line))
    ? cite(observation, keep)
    : [];
}
