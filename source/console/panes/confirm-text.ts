import type { HostDifference } from '../../operations/changes.ts';
import type { TerraformPlan } from '../../operations/plans.ts';
import { sessionLevel } from '../rows/health.ts';
import { planActions } from '../rows/plan-actions.ts';
import type { ConsoleState, Question } from '../store/state.ts';
import { countOf } from '../store/words.ts';
import { modeWords } from './header.ts';

/** A question in words: what is asked, what it would touch row by row, what that means, and what the answers are called. */
export interface ConfirmText {
  readonly title: string;
  readonly rows: readonly Readonly<Record<string, string | number>>[];
  readonly summary: readonly string[];
  readonly proceed: string;
}

export function confirmText(state: ConsoleState, question: Question): ConfirmText {
  switch (question.kind) {
    case 'sync':
      return syncText(state, question.differences);
    case 'apply':
      return applyText(state, question.plan);
    case 'quit':
      return {
        title: 'Leave?',
        rows: [],
        summary: [`${question.work} is under way: leaving stops it where it is.`],
        proceed: 'leave',
      };
    case 'asked':
      return { title: question.title, rows: [], summary: question.lines, proceed: question.proceed ?? 'yes' };
  }
}

function establishedOn(state: ConsoleState, host: string): number {
  const entry = state.hosts.find(({ name }) => name === host);
  return entry?.status?.sessions.filter((session) => sessionLevel(session) === 'good').length ?? 0;
}

function syncText(state: ConsoleState, differences: readonly HostDifference[]): ConfirmText {
  const files = differences.reduce((sum, { changes }) => sum + changes.length, 0);
  const sessions = differences.reduce((sum, { host }) => sum + establishedOn(state, host), 0);
  const drifted = differences.reduce((sum, each) => sum + each.drifted.length, 0);
  const edited =
    drifted === 0 ? '' : ` ${countOf(drifted, 'file')} edited on the hosts would be overwritten.`;
  return {
    title: `Sync ${countOf(differences.length, 'host')} of ${modeWords(state)}?`,
    rows: differences.map(({ host, changes, drifted: own }) => ({
      host,
      files: changes.length,
      sessions: establishedOn(state, host),
      'edited there': own.length,
    })),
    summary: [
      `${countOf(files, 'file')} on ${countOf(differences.length, 'host')}; ${countOf(sessions, 'session')} up there now.${edited}`,
    ],
    proceed: 'sync',
  };
}

const namedHosts = 4;

function hostNames(hosts: readonly string[]): string {
  const names = hosts.slice(0, namedHosts).join(' ');
  return hosts.length > namedHosts ? `${names} and ${hosts.length - namedHosts} more` : names;
}

function applyText(state: ConsoleState, plan: TerraformPlan): ConfirmText {
  const { add, change, remove } = plan;
  return {
    title: `Apply to ${modeWords(state)}?`,
    rows: planActions(plan).map(({ action, resources, hosts }) => ({
      action,
      resources,
      hosts: hostNames(hosts),
    })),
    summary: [`${add} to add, ${change} to change, ${remove} to remove.`],
    proceed: 'apply',
  };
}
