import { now } from '../basics/brand.ts';
import { sanitizeLine } from '../basics/sanitize.ts';
import type { ExplainedSection } from '../bird/index.ts';
import type { FleetMode } from '../fleet/model.ts';
import type { PeerEvent, PeerPlan, PeerResult, PeerState } from '../operations/peer/peer-change.ts';
import type { PeerDetails } from '../operations/peer/peer-show.ts';
import type { SessionHistorySummary } from '../operations/status/status-model.ts';
import { formatAge } from '../operations/status/status-text.ts';
import { wrapText } from './wrap-text.ts';

const labelWidth = 18;
const widest = 120;

/** A session with every value explained, for a terminal of any width. */
export function describePeer(details: PeerDetails): string {
  const { host, session, sections, history, error } = details;
  const blocks = [`${sanitizeLine(session.name, 80)} on ${host}`, ...sections.map(describeSection)];
  if (error?.notification) {
    const { code, subcode, name, meaning, rfc } = error.notification;
    blocks.push(
      `Last error\n${describeField(`${code}.${subcode} ${name}`, `${meaning} (${rfc})`, error.origin)}`,
    );
  }
  blocks.push(`History\n${describeHistory(history)}`);
  if (session.unread.length > 0) {
    blocks.push(
      `Not understood\n${session.unread.map((line) => `  ${sanitizeLine(line, widest)}`).join('\n')}`,
    );
  }
  return blocks.join('\n\n');
}

function describeSection({ title, fields }: ExplainedSection): string {
  const lines = fields.map(({ label, value, explanation }) => describeField(label, value, explanation));
  return [sanitizeLine(title, 80), ...lines].join('\n');
}

/** The value after its label, and below it what it means. */
function describeField(label: string, value: string, explanation: string): string {
  const width = Math.min(widest, process.stdout.columns ?? widest);
  const first = `  ${sanitizeLine(label, 40).padEnd(labelWidth)}  ${sanitizeLine(value, 300)}`;
  const indent = ' '.repeat(labelWidth + 4);
  if (first.length + explanation.length + 5 <= width) return `${first}  - ${explanation}`;
  return [
    first,
    ...wrapText(explanation, Math.max(30, width - indent.length)).map((line) => indent + line),
  ].join('\n');
}

function describeHistory(history: SessionHistorySummary | undefined): string {
  if (history === undefined)
    return '  not kept: nobody watched this session yet (the console does, while it is open)';
  const { since, sinceBefore, flaps, firstError, message } = history;
  const lines = [
    `  as now since ${new Date(since).toISOString()} (${formatAge(now() - since)})${sinceBefore ? ', or longer' : ''}, over any number of retries`,
    `  went down ${flaps} ${flaps === 1 ? 'time' : 'times'} in the last day`,
  ];
  if (firstError !== undefined)
    lines.push(`  first error of the last outage: ${sanitizeLine(firstError, 200)}`);
  if (message !== undefined) lines.push(`  the neighbour wrote: "${sanitizeLine(message, 200)}"`);
  return lines.join('\n');
}

/** What would be done, where, and what to know before it. */
export function describePeerPlan(plan: PeerPlan, mode: FleetMode): string {
  const where = mode.kind === 'lab' ? `the lab ${mode.name}` : 'PRODUCTION';
  const lines = [
    `${plan.host} of ${where}: ${plan.does}`,
    `  now      ${describeState(plan.before)}`,
    `  command  ${sanitizeLine(plan.command)}`,
    ...plan.warnings.map((warning) => `  warning  ${warning}`),
  ];
  return lines.join('\n');
}

/** A step of a change, in a line. */
export function describePeerEvent(event: PeerEvent): string {
  if (event.type === 'peer-asked') return `BIRD says: ${event.answer}`;
  return `  ${describeState(event.state)}`;
}

/** How a change ended, in a line. */
export function describePeerResult({ session, reached, after, action }: PeerResult): string {
  const state = describeState(after);
  if (reached) return `Done: ${sanitizeLine(session, 80)} is ${state}.`;
  return `${action} was given, but ${sanitizeLine(session, 80)} is still ${state}. \`peerdeck peer show\` tells more.`;
}

function describeState({ state, error, imported, exported }: PeerState): string {
  if (state === 'Established') return `Established, ${imported} imported, ${exported} exported`;
  return error === undefined ? state : `${state} (${error})`;
}
