import { toProblem } from '../../../basics/problem.ts';
import type { PeerAction } from '../../../operations/peer/peer-actions.ts';
import type { PeerEvent, PeerPlan, PeerResult, PeerState } from '../../../operations/peer/peer-change.ts';
import type { ActionContext } from '../../controller/controller.ts';
import { tellTask } from '../../controller/tell-task.ts';
import { whyNoWork } from '../../keys/disabled.ts';
import { modeWords } from '../../panes/header.ts';
import type { TaskEnd, TaskEvent } from '../../store/events.ts';
import { type PeerSubject, peerPage } from './peer-slice.ts';

/** BIRD's own words for the actions. */
export const peerVerbs: Readonly<Record<PeerAction, string>> = {
  disable: 'disable',
  enable: 'enable',
  restart: 'restart',
  'reload-in': 'reload in',
  'reload-out': 'reload out',
};

/** Looks up what an action on the session would do, asks, and does it. */
export function changePeer(action: PeerAction): (context: ActionContext) => void {
  return (context) => {
    const { subject } = peerPage.of(context.store.state);
    if (subject !== undefined) void askAndChange(context, subject, action);
  };
}

async function askAndChange(context: ActionContext, subject: PeerSubject, action: PeerAction): Promise<void> {
  const { store, services, asked, runner } = context;
  const plan = await lookUp(context, subject, action);
  if (plan === undefined) return;
  const agreed = await asked.confirm({
    title: `${capitalize(peerVerbs[action])} ${plan.session} on ${plan.host} of ${modeWords(store.state)}?`,
    lines: planLines(plan),
    proceed: peerVerbs[action],
  });
  if (!agreed) return;
  const busy = whyNoWork(store.state);
  if (busy !== undefined) {
    store.dispatch({ type: 'noticed', notice: { tone: 'warning', text: busy } });
    return;
  }
  await runner.run({
    kind: peerVerbs[action],
    leaving: `${plan.command} was given; leaving only ends the waiting for what comes of it.`,
    start: (signal) => tellTask(services.peers.change(plan, signal), describeEvent),
    end: endOf,
  });
}

/** While it is looked up the keys of the actions say so; a second question would be about the same. */
async function lookUp(
  { store, services }: ActionContext,
  { host, session }: PeerSubject,
  action: PeerAction,
): Promise<PeerPlan | undefined> {
  store.dispatch(peerPage.event({ type: 'planning', planning: true }));
  try {
    return await services.peers.plan(host, session, action);
  } catch (thrown) {
    const problem = toProblem(thrown, { attempted: `${peerVerbs[action]} ${session}`, host });
    store.dispatch({ type: 'problem-found', problem });
    return undefined;
  } finally {
    store.dispatch(peerPage.event({ type: 'planning', planning: false }));
  }
}

function planLines({ does, before, command, warnings }: PeerPlan): readonly string[] {
  return [
    `This would ${does}.`,
    `It is ${describeState(before)} now; the command is: ${command}`,
    ...warnings.map((warning) => `! ${warning}`),
  ];
}

function describeEvent(event: PeerEvent): TaskEvent {
  const text = event.type === 'peer-asked' ? event.answer : `${event.session} ${describeState(event.state)}`;
  return { type: 'task-stage', text };
}

function endOf({ action, session, host, reached, after }: PeerResult): TaskEnd {
  const verb = peerVerbs[action];
  const state = describeState(after);
  return {
    kind: 'task',
    name: verb,
    result: reached ? 'done' : 'failed',
    text: reached
      ? `${verb} ${session} on ${host}: ${state}`
      : `${verb} was given, but ${session} on ${host} is still ${state}: d finds out why`,
    problems: [],
  };
}

function describeState({ state, error, imported, exported }: PeerState): string {
  if (state === 'Established') return `Established, ${imported} in, ${exported} out`;
  return error === undefined ? state : `${state} (${error})`;
}

function capitalize(word: string): string {
  return word.charAt(0).toUpperCase() + word.slice(1);
}
