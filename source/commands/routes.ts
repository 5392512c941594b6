import { type Command, InvalidArgumentError, Option } from 'commander';
import { OperatorError } from '../basics/problem.ts';
import { readRoutes } from '../operations/peer/routes.ts';
import type { RouteKind, RouteQuery } from '../operations/peer/routes-query.ts';
import { exitCodes } from './exit-codes.ts';
import { describeRoutes } from './routes-text.ts';
import { printJson, printLine, runInSession } from './run.ts';

interface RoutesFlags {
  readonly from?: string;
  readonly to?: string;
  readonly filtered?: string;
  readonly most: number;
}

const mostEver = 10_000;

/** `peerdeck routes`: the routes of a prefix on a host, or those a session takes, refuses and gives. */
export function addRoutesCommand(program: Command): void {
  program
    .command('routes')
    .description(
      'show the routes of a prefix on a host, or those received from, refused from or sent to a session',
    )
    .argument('<host>', 'the host, as the inventory names it')
    .argument('[prefix]', 'a prefix or an address')
    .addOption(new Option('--from <session>', 'those accepted from this session'))
    .addOption(new Option('--to <session>', 'those sent to this session'))
    .addOption(new Option('--filtered <session>', 'those the import filter of this session refused, and why'))
    .addOption(new Option('--most <count>', 'how many are shown at most').argParser(parseMost).default(100))
    .action(async (host: string, prefix: string | undefined, options: RoutesFlags, command: Command) => {
      await runInSession(command, async (session, { flags, signal }) => {
        const query = toQuery(prefix, options);
        const answer = await readRoutes(session, host, query, { most: options.most, signal });
        if (flags.json) printJson(answer);
        else printLine(describeRoutes(answer));
        return exitCodes.done;
      });
    });
}

function parseMost(word: string): number {
  const most = Number(word);
  if (Number.isInteger(most) && most > 0 && most <= mostEver) return most;
  throw new InvalidArgumentError(`A number from 1 to ${mostEver}.`);
}

function toQuery(prefix: string | undefined, options: RoutesFlags): RouteQuery {
  const kinds: readonly RouteKind[] = ['from', 'to', 'filtered'];
  const chosen = kinds.flatMap((kind) => {
    const name = options[kind];
    return name === undefined ? [] : [{ kind, name }];
  });
  if (chosen.length > 1) {
    throw new OperatorError({ kind: 'usage', message: 'Give one of --from, --to and --filtered.' });
  }
  const [session] = chosen;
  return { ...(prefix !== undefined && { prefix }), ...(session && { session }) };
}
