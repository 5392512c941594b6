import { runOperation } from '../../../operations/operation.ts';
import type { ReachEvent, ReachKind } from '../../../operations/peer/peer-reach.ts';
import type { ActionContext } from '../../controller/controller.ts';
import type { AnswerLine } from '../../store/state.ts';
import { peerPage } from './peer-slice.ts';

function questionOf(kind: ReachKind, session: string): string {
  return kind === 'ping'
    ? `does the neighbour of ${session} answer?`
    : `which way leads to the neighbour of ${session}?`;
}

/** Asks from the host whether, or by what way, the neighbour is reached, from the session's own address. */
export function reachPeer(kind: ReachKind): (context: ActionContext) => void {
  return ({ store, services, answers }) => {
    const { subject } = peerPage.of(store.state);
    if (subject === undefined) return;
    const { host, session } = subject;
    answers.seek(questionOf(kind, `${host} ${session}`), async (signal, tell) => {
      const lines: AnswerLine[] = [];
      const result = await runOperation(services.peers.reach(host, { kind, session }, signal), (event) => {
        lines.push(...linesOf(event));
        tell([...lines]);
      });
      return [...lines, { part: 'space', text: '' }, endLine(kind, result.exitCode)];
    });
  };
}

function linesOf(event: ReachEvent): readonly AnswerLine[] {
  if (event.type === 'reach-line') return [{ part: 'detail', text: event.text }];
  return [
    { part: 'fact', text: `${event.host}$ ${event.command}` },
    ...event.notes.map((text): AnswerLine => ({ part: 'warning', text })),
  ];
}

function endLine(kind: ReachKind, exitCode: number): AnswerLine {
  if (exitCode === 0) return { part: 'heading', text: kind === 'ping' ? 'It answers.' : 'Done.' };
  return { part: 'bad', text: kind === 'ping' ? 'It does not answer.' : `It ended with ${exitCode}.` };
}
