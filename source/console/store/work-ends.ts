import type { Problem } from '../../basics/problem.ts';
import type { DiffResult, RenderResult, SyncOutcome } from '../../operations/diff/changes.ts';
import type { DeployOutcome } from '../../operations/journal/journal.ts';
import type { ApplyResult, PlanResult } from '../../operations/terraform/plans.ts';
import type { WorkEnd } from './events.ts';
import { countOf } from './words.ts';

export function endName(end: WorkEnd): string {
  if (end.kind === 'task') return end.name;
  return end.kind === 'sync' ? (end.verb ?? 'sync') : end.kind;
}

/** The problems an operation returned, those of single hosts included. */
export function endProblems(end: WorkEnd): readonly Problem[] {
  switch (end.kind) {
    case 'render':
      return end.result.problems;
    case 'diff':
      return hostProblems(end.result);
    case 'sync': {
      const { applied } = end.result;
      return [...hostProblems(end.result), ...(applied?.kind === 'failed' ? [applied.problem] : [])];
    }
    case 'plan':
    case 'apply':
      return end.result.kind === 'failed' ? [end.result.problem] : [];
    case 'task':
      return end.problems;
  }
}

function hostProblems({ hosts }: DiffResult | DeployOutcome): readonly Problem[] {
  return hosts.flatMap(({ problem }) => (problem === undefined ? [] : [problem]));
}

export function endResult(end: WorkEnd): 'done' | 'failed' {
  if (end.kind === 'task') return end.result;
  return endProblems(end).length > 0 || hasFailedHost(end) ? 'failed' : 'done';
}

function hasFailedHost(end: WorkEnd): boolean {
  const fine: readonly SyncOutcome[] = ['changed', 'unchanged'];
  return end.kind === 'sync' && end.result.hosts.some(({ outcome }) => !fine.includes(outcome));
}

/** The end in one line. */
export function endText(end: WorkEnd): string {
  switch (end.kind) {
    case 'render':
      return renderText(end.result);
    case 'diff':
      return diffText(end.result);
    case 'sync':
      return syncText(end.verb ?? 'sync', end.result);
    case 'plan':
      return planText(end.result);
    case 'apply':
      return applyText(end.result);
    case 'task':
      return end.text;
  }
}

function renderText({ files, changes, problems }: RenderResult): string {
  const hosts = new Set(changes.map(({ host }) => host)).size;
  const changed =
    changes.length === 0 ? 'nothing changed' : `${changes.length} changed on ${countOf(hosts, 'host')}`;
  const trouble = problems.length === 0 ? '' : `, ${countOf(problems.length, 'problem')}`;
  return `rendered ${countOf(files, 'file')}: ${changed}${trouble}`;
}

function diffText({ hosts }: DiffResult): string {
  const differing = hosts.filter(({ changes }) => changes.length > 0);
  const files = differing.reduce((sum, { changes }) => sum + changes.length, 0);
  const unread = hosts.filter(({ problem }) => problem !== undefined).length;
  const trouble = unread === 0 ? '' : `, ${countOf(unread, 'host')} could not be compared`;
  const open = hosts.filter(({ unconfirmed }) => unconfirmed !== undefined).length;
  if (files === 0 && open > 0)
    return `no file differs; ${countOf(open, 'host')} with an unconfirmed change${trouble}`;
  if (files === 0) return `nothing to sync: ${countOf(hosts.length - unread, 'host')} as rendered${trouble}`;
  return `${countOf(files, 'file')} ${files === 1 ? 'differs' : 'differ'} on ${countOf(differing.length, 'host')}${trouble}`;
}

const doneWords = { sync: 'synced', deploy: 'deployed', rollback: 'rolled back' } as const;

function syncText(verb: keyof typeof doneWords, { hosts, applied }: DeployOutcome): string {
  const counts = new Map<SyncOutcome, number>();
  for (const { outcome } of hosts) counts.set(outcome, (counts.get(outcome) ?? 0) + 1);
  const parts = [...counts].map(([outcome, count]) => `${count} ${outcome}`);
  const terraform = applied === undefined ? '' : `; ${applyText(applied)}`;
  return `${doneWords[verb]} ${countOf(hosts.length, 'host')}: ${parts.join(', ') || 'none'}${terraform}`;
}

function planText(result: PlanResult): string {
  if (result.kind === 'failed') return result.problem.message;
  const { add, change, remove } = result.plan;
  if (add + change + remove === 0) return 'nothing to apply: what runs is as configured';
  return `planned: ${add} to add, ${change} to change, ${remove} to remove`;
}

function applyText(result: ApplyResult): string {
  if (result.kind === 'failed') return result.problem.message;
  return `applied: ${result.add} added, ${result.change} changed, ${result.remove} removed`;
}
