import { type Command, InvalidArgumentError } from 'commander';
import { sanitizeLine } from '../basics/sanitize.ts';
import { type Explanation, type WhyRequest, type WhyResult, why } from '../operations/why.ts';
import { whyHeading, whySources } from '../operations/why-text.ts';
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
function describeWhy(result: WhyResult): string {
  return [whyHeading(result), ...result.lines.flatMap(describeLine)].join('\n');
}

function describeLine(explanation: Explanation): string[] {
  const { line, text } = explanation;
  return [
    '',
    `${String(line).padStart(5)}  ${sanitizeLine(text)}`,
    ...whySources(explanation).map(({ role, what, place, since }) => {
      const set = place === '' ? '' : `  ${place}`;
      return `       ${role.padEnd(11)} ${what}${set}${since === '' ? '' : `  (${since})`}`;
    }),
  ];
}
