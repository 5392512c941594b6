import { type Command, Option } from 'commander';
import { OperatorError } from '../basics/problem.ts';
import type { PeerAction } from '../operations/peer/peer-actions.ts';
import { changePeer, type PeerPlan, planPeerChange } from '../operations/peer/peer-change.ts';
import { showPeer } from '../operations/peer/peer-show.ts';
import type { FleetSession } from '../operations/session.ts';
import { type ExitCode, exitCodes } from './exit-codes.ts';
import { describePeer, describePeerEvent, describePeerPlan, describePeerResult } from './peer-text.ts';
import {
  type CommandContext,
  printJson,
  printLine,
  readOperation,
  refuseWhenReadOnly,
  runInSession,
} from './run.ts';
import { askYes, isInteractive } from './terminal-questions.ts';

const descriptions: Readonly<Record<PeerAction, string>> = {
  disable: 'take a session down until it is enabled, or BIRD is configured anew',
  enable: 'let a session that was disabled come up',
  restart: 'take a session down and let it come up at once',
  'reload-in': 'ask the neighbour for its routes again, and filter them anew',
  'reload-out': 'send the neighbour our routes again',
};

/** `peerdeck peer`: one session of a host, looked at and worked on. */
export function addPeerCommand(program: Command): void {
  const peer = program.command('peer').description('look at one BGP session of a host, and work on it');
  addShow(peer);
  addChange(peer, 'disable', true);
  addChange(peer, 'enable', false);
  addChange(peer, 'restart', true);
  addChange(peer, 'reload-in', false);
  addChange(peer, 'reload-out', false);
}

function addShow(peer: Command): void {
  peer
    .command('show')
    .description('show every value of a session with what it means, its last error and its history')
    .argument('<host>', 'the host, as the inventory names it')
    .argument('<session>', 'the session, as BIRD names it')
    .action(async (host: string, name: string, _options: unknown, command: Command) => {
      await runInSession(command, async (session, { flags, signal }) => {
        const details = await showPeer(session, host, name, signal);
        if (flags.json) printJson(details);
        else printLine(describePeer(details));
        return exitCodes.done;
      });
    });
}

interface ChangeFlags {
  readonly message?: string;
}

function addChange(peer: Command, action: PeerAction, takesMessage: boolean): void {
  const command = peer
    .command(action)
    .description(descriptions[action])
    .argument('<host>', 'the host, as the inventory names it')
    .argument('<session>', 'the session, as BIRD names it');
  if (takesMessage) {
    command.addOption(new Option('--message <text>', 'what to tell the neighbour with it (RFC 9003)'));
  }
  command.action(async (host: string, name: string, options: ChangeFlags, self: Command) => {
    await runInSession(self, async (session, context) => {
      const { message } = options;
      const plan = await planPeerChange(session, host, name, action, {
        signal: context.signal,
        ...(message !== undefined && { message }),
      });
      return confirmAndChange(session, plan, context);
    });
  });
}

async function confirmAndChange(
  session: FleetSession,
  plan: PeerPlan,
  { flags, signal }: CommandContext,
): Promise<ExitCode> {
  if (flags.json) printJson({ type: 'peer-plan', ...plan });
  else printLine(describePeerPlan(plan, session.fleet.mode));
  refuseWhenReadOnly(flags, `peer ${plan.action}`);
  if (!flags.yes) await requireConsent(plan);
  const result = await readOperation(changePeer(session, plan, { signal }), flags, describePeerEvent);
  if (flags.json) printJson({ type: 'result', ...result });
  else printLine(describePeerResult(result));
  return result.reached ? exitCodes.done : exitCodes.partly;
}

async function requireConsent({ action, host, session }: PeerPlan): Promise<void> {
  if (!isInteractive()) {
    throw new OperatorError({
      kind: 'refused',
      message: 'Nothing was changed: there is nobody to ask.',
      hint: `Give --yes to ${action} without a question.`,
    });
  }
  if (await askYes(`Go on: ${action} ${session} on ${host}?`)) return;
  throw new OperatorError({ kind: 'refused', message: 'Nothing was changed.' });
}
