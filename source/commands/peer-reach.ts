import { type Command, Option } from 'commander';
import { type ReachEvent, type ReachKind, type ReachQuery, reach } from '../operations/peer/peer-reach.ts';
import { exitCodes } from './exit-codes.ts';
import { printJson, readOperation, runInSession } from './run.ts';

interface ReachFlags {
  readonly session?: string;
}

const descriptions: Readonly<Record<ReachKind, string>> = {
  ping: 'ping a target from a host, or the neighbour of a session from its own source address',
  trace: 'trace the way from a host to a target, or to the neighbour of a session',
};

/** `peerdeck ping`: whether a target answers a host. */
export function addPingCommand(program: Command): void {
  addReach(program, 'ping');
}

/** `peerdeck trace`: the way from a host to a target. */
export function addTraceCommand(program: Command): void {
  addReach(program, 'trace');
}

function addReach(program: Command, kind: ReachKind): void {
  program
    .command(kind)
    .description(descriptions[kind])
    .argument('<host>', 'the host it is sent from')
    .argument(
      '[target]',
      "an address or a name; with --session, that session's neighbour where it is left out",
    )
    .addOption(new Option('--session <session>', 'send from the source address of this session'))
    .action(async (host: string, target: string | undefined, options: ReachFlags, command: Command) => {
      await runInSession(command, async (session, { flags, signal }) => {
        const query: ReachQuery = {
          kind,
          ...(target !== undefined && { target }),
          ...(options.session !== undefined && { session: options.session }),
        };
        const result = await readOperation(reach(session, host, query, signal), flags, describeReachEvent);
        if (flags.json) printJson({ type: 'result', ...result });
        return result.exitCode === 0 ? exitCodes.done : exitCodes.failed;
      });
    });
}

function describeReachEvent(event: ReachEvent): string {
  if (event.type === 'reach-line') return event.text;
  return [...event.notes.map((note) => `note: ${note}`), `${event.host}: ${event.command}`].join('\n');
}
