import { type Command, InvalidArgumentError } from 'commander';
import { sanitizeLine } from '../basics/sanitize.ts';
import type { LineHistory } from '../fleet/line-history.ts';
import { type Explanation, type WhyRequest, type WhyResult, why } from '../operations/why.ts';
import { exitCodes } from './exit-codes.ts';
import { printJson, printLine, runInSession } from './run.ts';

/** `peerdeck why HOST PATH[:LINE]`: which template line and which variables made a rendered line. */
export function addWhyCommand(program: Command): void {
  program
    .command('why')
    .description('tell which template lines and variables made a rendered line, and since which commit')
    .argument('<host>', 'a host of the inventory')
    .argument('<path[:line]>', 'a file of its rendered tree, such as bird/bird.conf:12', readTarget)
    .action(async (host: string, target: Omit<WhyRequest, 'host'>, _options: unknown, command: Command) => {
      await runInSession(command, async (session, { flags }) => {
        const result = await why(session, { host, ...target });
        if (flags.json) printJson(result);
        else printLine(describeWhy(result));
        return exitCodes.done;
      });
    });
}

function readTarget(text: string): Omit<WhyRequest, 'host'> {
  const match = /^(.+?)(?::(\d+))?$/.exec(text);
  if (!match?.[1]) throw new InvalidArgumentError('It is a path, or a path and a line: bird/bird.conf:12');
  return match[2] === undefined ? { path: match[1] } : { path: match[1], line: Number(match[2]) };
}

/** The explanation as text: each line, then where it came from. */
export function describeWhy(result: WhyResult): string {
  const heading = `${result.host}: ${result.path}, from ${result.source}${result.copied ? ' (copied as it is)' : ''}`;
  return [heading, ...result.lines.flatMap(describeLine)].join('\n');
}

function describeLine({ line, text, templates, variables }: Explanation): string[] {
  return [
    '',
    `${String(line).padStart(5)}  ${sanitizeLine(text)}`,
    ...templates.map(
      (place) => `       written by  ${place.file}:${place.line}${describeSince(place.since)}`,
    ),
    ...variables.map((variable) => {
      const { origin } = variable;
      const set =
        origin === undefined
          ? ''
          : `  set in ${origin.place.file}${origin.place.line === undefined ? '' : `:${origin.place.line}`}`;
      const use = variable.use === 'text' ? 'with' : 'because of';
      return `       ${use.padEnd(11)} ${variable.name} = ${sanitizeLine(variable.value)}${set}${describeSince(variable.since)}`;
    }),
  ];
}

function describeSince(since: LineHistory | undefined): string {
  if (since === undefined || since.kind === 'unknown') return '';
  if (since.kind === 'uncommitted') return '  (not committed yet)';
  const { hash, author, time, summary } = since.commit;
  const date = new Date(time * 1000).toISOString().slice(0, 10);
  return `  (since ${hash.slice(0, 8)} ${date} ${sanitizeLine(author, 30)}: ${sanitizeLine(summary, 60)})`;
}
