import { type Command, InvalidArgumentError, Option } from 'commander';
import { readLog } from '../operations/peer/peer-log.ts';
import { exitCodes } from './exit-codes.ts';
import { printJson, printLine, readOperation, runInSession } from './run.ts';

interface LogsFlags {
  readonly lines: number;
  readonly follow: boolean;
}

const mostLines = 5_000;

/** `peerdeck logs`: what a service of a host logged. */
export function addLogsCommand(program: Command): void {
  program
    .command('logs')
    .description('show what a service of a host logged last, and follow it')
    .argument('<host>', 'the host, as the inventory names it')
    .argument('[service]', 'bird, ssh or wg-quick@INTERFACE', 'bird')
    .addOption(new Option('--lines <count>', 'how many lines').argParser(parseLines).default(100))
    .addOption(new Option('--follow', 'go on with what comes, until Ctrl-C').default(false))
    .action(async (host: string, unit: string, options: LogsFlags, command: Command) => {
      await runInSession(command, async (session, { flags, signal }) => {
        const { lines, follow } = options;
        const operation = readLog(session, host, unit, { lines, follow, signal });
        const result = await readOperation(operation, flags, ({ text }) => text);
        if (flags.json) printJson({ type: 'result', ...result });
        else if (result.lines === 0) printLine(`${result.host} has no line of ${result.unit} in its log.`);
        return exitCodes.done;
      });
    });
}

function parseLines(word: string): number {
  const lines = Number(word);
  if (Number.isInteger(lines) && lines > 0 && lines <= mostLines) return lines;
  throw new InvalidArgumentError(`A number from 1 to ${mostLines}.`);
}
