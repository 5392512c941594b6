import { milliseconds } from '../../../basics/brand.ts';
import { whyNoWork } from '../../keys/disabled.ts';
import type { ConsoleState } from '../../store/state.ts';
import { defineView } from '../define-view.ts';
import { poll } from '../poll.ts';
import { openReleases } from '../releases/releases-state.ts';
import type { View } from '../view.ts';
import { breakLock, lockOf } from './break-lock.ts';
import { deployLine } from './deploy-line.ts';
import { deploySlice, isDelivering } from './deploy-state.ts';
import { holdTarget, letGo } from './hold-host.ts';
import { targetOf, whyNoTarget } from './hold-target.ts';
import { overruleChecks, prepareChange } from './make-change.ts';
import { readStanding } from './read-standing.ts';
import { retryChange } from './retry-change.ts';
import { deployRowsOf } from './shown-deploy.ts';

const lookEvery = milliseconds(20_000);

function whyNotOnTarget(state: ConsoleState): string | undefined {
  return whyNoWork(state) ?? whyNoTarget(state);
}

function isRefusedByChecks(state: ConsoleState): boolean {
  const { run } = deploySlice.of(state);
  return run?.kind === 'prepared' && run.change.errors.length > 0;
}

/** A change of the hosts, from what it would do to what became of it. */
export const deployView: View<'deploy'> = defineView({
  name: 'deploy',
  key: '9',
  description: 'The change of the hosts: what it would do, how far each host is, what became of it',
  rows: deployRowsOf,
  line: deployLine,
  empty: () => 'no hosts here: the cursor of the hosts is on an empty group',
  title: titleOf,
  tellsWork: (state) => deploySlice.of(state).run !== undefined,
  subject: ({ host, file }) =>
    host === undefined ? undefined : { host, ...(file !== undefined && { file }) },
  place: (row) => {
    if (row.kind === 'text') return row.place;
    return row.kind === 'change' ? row.change.place : undefined;
  },
  keys: [
    {
      keys: ['A'],
      action: 'all',
      title: 'deploy',
      description: 'Render, check, compare and plan, show all of it, and after one question sync and apply',
      dangerous: true,
      anywhere: true,
      footer: 3,
      disabled: whyNoWork,
      run: (context) => void prepareChange(context, { verb: 'deploy' }),
    },
    {
      keys: ['t'],
      action: 'retry',
      title: 'retry',
      description: 'Take up the hosts that the last change left undone: compares them anew, and asks',
      dangerous: true,
      footer: 2,
      disabled: whyNoWork,
      run: (context) => void retryChange(context),
    },
    {
      keys: ['o'],
      action: 'overrule',
      title: 'overrule',
      description: 'Send it although the checks found errors: asks for the reason, then whether to',
      dangerous: true,
      footer: 1,
      shown: isRefusedByChecks,
      disabled: (state) =>
        whyNoWork(state) ??
        (isRefusedByChecks(state) ? undefined : 'the checks keep nothing from being sent'),
      run: (context) => void overruleChecks(context),
    },
    {
      keys: ['u'],
      action: 'rollback',
      title: 'roll back',
      description: 'List the releases of the host under the cursor, to bring it back to one of them',
      anywhere: true,
      disabled: whyNoTarget,
      run: ({ store }) => {
        const target = targetOf(store.state);
        if (target !== undefined) openReleases(store, target.host);
      },
    },
    {
      keys: ['K'],
      action: 'hold',
      title: 'hold',
      description: 'Keep the host or the file under the cursor from being written: asks why and until when',
      dangerous: true,
      anywhere: true,
      disabled: whyNotOnTarget,
      run: (context) => void holdTarget(context),
    },
    {
      keys: ['B'],
      action: 'let-go',
      title: 'let go',
      description: 'Let the host or the file under the cursor be written again, after a question',
      dangerous: true,
      anywhere: true,
      disabled: whyNotOnTarget,
      run: (context) => void letGo(context),
    },
    {
      keys: ['X'],
      action: 'break-lock',
      title: 'break lock',
      description: 'End the change that holds the fleet or the host under the cursor; wants its name typed',
      dangerous: true,
      footer: 2,
      shown: (_, row) => lockOf(row) !== undefined,
      disabled: (state, row) =>
        whyNoWork(state) ?? (lockOf(row) === undefined ? 'put the cursor on what is locked' : undefined),
      run: (context, row) => {
        const lock = lockOf(row);
        if (lock !== undefined) void breakLock(context, lock);
      },
    },
  ],
  watch: ({ store, services, signal }) =>
    poll(lookEvery, signal, async () => {
      // The hosts have enough to do; their locks are ours then.
      if (!isDelivering(deploySlice.of(store.state))) await readStanding(store, services, signal);
    }),
});

function titleOf(state: ConsoleState): string | undefined {
  const { run } = deploySlice.of(state);
  if (run === undefined) return undefined;
  if (run.kind === 'prepared') return `${run.verb}: not sent`;
  return run.endedAt === undefined ? `${run.verb} under way` : `${run.verb} ended`;
}
