import type { HostDifference } from '../../operations/diff/changes.ts';
import type { TerraformPlan } from '../../operations/terraform/plans.ts';
import { fitText } from '../look/paint.ts';
import { formatAge } from '../rows/age.ts';
import { isEstablished } from '../rows/health.ts';
import { planActions } from '../rows/plan-actions.ts';
import type { ConsoleState, Question } from '../store/state.ts';
import { countOf } from '../store/words.ts';
import type { WentBack } from '../views/deploy/list-went-back.ts';
import { fitNames } from '../widgets/fit-names.ts';
import { modeWords } from './header.ts';

/** A question in words: what is asked, what it would touch row by row, what that means, and what the answers are called. */
export interface ConfirmText {
  readonly title: string;
  /** Cells by the heads of their columns; a row fits into one line. */
  readonly rows: readonly Readonly<Record<string, string | number>>[];
  /** What rows that find no room are called. */
  readonly rowName: string;
  readonly summary: readonly string[];
  readonly proceed: string;
}

/** Where the question stands: the columns between its borders, and what marks something as cut. */
export interface ConfirmRoom {
  readonly columns: number;
  readonly ellipsis: string;
}

export function confirmText(state: ConsoleState, question: Question, room: ConfirmRoom): ConfirmText {
  switch (question.kind) {
    case 'sync':
      return syncText(state, question, room);
    case 'apply':
      return applyText(state, question.plan, room);
    case 'quit':
      return {
        title: 'Leave?',
        rows: [],
        rowName: '',
        summary: [`${question.work} is under way. ${question.leaving}`],
        proceed: 'leave',
      };
    case 'asked':
      return {
        title: question.title,
        rows: [],
        rowName: '',
        summary: question.lines,
        proceed: question.proceed ?? 'yes',
      };
  }
}

function establishedOn(state: ConsoleState, host: string): number {
  const entry = state.hosts.find(({ name }) => name === host);
  return entry?.status?.sessions.filter(isEstablished).length ?? 0;
}

/** A cell has a blank at either side. */
const cellMargins = 2;

/** Columns left for the first or last cell of a row beside cells of these widths. */
function roomBeside(columns: number, widths: readonly number[]): number {
  return Math.max(1, widths.reduce((left, width) => left - width - cellMargins, columns) - cellMargins);
}

function syncText(
  state: ConsoleState,
  { verb = 'sync', differences, plan, why, unread = [], wentBack = [] }: Extract<Question, { kind: 'sync' }>,
  { columns, ellipsis }: ConfirmRoom,
): ConfirmText {
  const files = differences.reduce((sum, { changes }) => sum + changes.length, 0);
  const sessions = differences.reduce((sum, { host }) => sum + establishedOn(state, host), 0);
  const drifted = differences.reduce((sum, each) => sum + each.drifted.length, 0);
  const edited =
    drifted === 0 ? '' : ` ${countOf(drifted, 'file')} edited on the hosts would be overwritten.`;
  const counts = drifted === 0 ? ['files', 'sessions'] : ['files', 'sessions', 'edited'];
  const hostColumns = roomBeside(
    columns,
    counts.map((head) => head.length),
  );
  return {
    title: `${verb === 'deploy' ? 'Deploy to' : 'Sync'} ${countOf(differences.length, 'host')} of ${modeWords(state)}?`,
    rows: differences.map(({ host, changes, drifted: own }) => ({
      host: fitText(host, hostColumns, ellipsis),
      files: changes.length,
      sessions: establishedOn(state, host),
      ...(drifted === 0 ? {} : { edited: own.length }),
    })),
    rowName: 'host',
    summary: [
      `${countOf(files, 'file')} on ${countOf(differences.length, 'host')}; ${countOf(sessions, 'session')} up there now${flapText(differences)}.${edited}`,
      ...(unread.length === 0
        ? []
        : [`Not read, so left out: ${fitNames(unread, columns - leftOut, ellipsis)}.`]),
      ...wentBackLines(state, wentBack),
      ...(plan === undefined ? [] : [`Then Terraform: ${planCounts(plan)}`]),
      ...(why === undefined ? [] : [`The checks are passed over: ${why}`]),
    ],
    proceed: verb,
  };
}

/** Columns of what stands before and behind the names of hosts that are left out. */
const leftOut = 27;

/** How many sessions the change takes down for a moment or for good, by the forecast. */
function flapText(differences: readonly HostDifference[]): string {
  const sessions = differences.flatMap(({ forecast }) => forecast?.sessions ?? []);
  const flapping = sessions.filter(({ effect, isDown }) => effect === 'flaps' && isDown !== true).length;
  const rising = sessions.filter(({ effect, isDown }) => effect === 'flaps' && isDown === true).length;
  const ending = sessions.filter(({ effect }) => effect === 'removed' || effect === 'goes-down').length;
  const parts = [
    ...(flapping === 0 ? [] : [`${flapping} will flap`]),
    ...(rising === 0 ? [] : [`${rising} that ${rising === 1 ? 'is' : 'are'} down should come up`]),
    ...(ending === 0 ? [] : [`${ending} will go down`]),
  ];
  return parts.length === 0 ? ', none is disturbed' : `, ${parts.join(', ')}`;
}

function wentBackLines({ clock }: ConsoleState, wentBack: readonly WentBack[]): readonly string[] {
  const [first] = wentBack;
  if (first === undefined) return [];
  const others = wentBack.length === 1 ? '' : ` and ${countOf(wentBack.length - 1, 'more host')}`;
  const age = formatAge(Math.max(0, clock - first.at));
  const when = age === 'now' ? 'a moment ago' : `${age} ago`;
  return [`Went back the last time, ${when}: ${first.host}${others}; J tells why.`];
}

function planCounts({ add, change, remove }: TerraformPlan): string {
  return `${add} to add, ${change} to change, ${remove} to remove.`;
}

function applyText(
  state: ConsoleState,
  plan: TerraformPlan,
  { columns, ellipsis }: ConfirmRoom,
): ConfirmText {
  const actions = planActions(plan).map(({ action, resources, where }) => ({
    action: `${action} ${resources}`,
    where,
  }));
  const widest = Math.max('action'.length, ...actions.map(({ action }) => action.length));
  const room = roomBeside(columns, [widest]);
  return {
    title: `Apply to ${modeWords(state)}?`,
    rows: actions.map(({ action, where }) => ({ action, where: fitNames(where, room, ellipsis) })),
    rowName: 'action',
    summary: [planCounts(plan)],
    proceed: 'apply',
  };
}
