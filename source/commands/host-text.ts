import { sanitizeLine } from '../basics/sanitize.ts';
import type { Consequence, HostChange } from '../operations/hosts/host-change.ts';
import type { DrainEvent } from '../operations/hosts/host-drain.ts';
import type { Redactor } from '../secrets/redaction.ts';
import { formatProblem } from './format-problem.ts';
import { describeEdits } from './image-text.ts';

const headings: Readonly<Record<Consequence['kind'], string>> = {
  tunnel: 'tunnels',
  session: 'BGP sessions',
  neighbour: 'other hosts',
  files: 'files',
  server: 'servers',
  dns: 'DNS',
  container: 'containers',
  resource: 'other resources',
  terraform: 'Terraform',
  secret: 'secrets',
  mention: 'other places',
  problem: 'not right yet',
};

/** A host's coming or going before it is done: the edits, and what follows, kind by kind. */
export function describeHostChange({ edits, consequences }: HostChange, redact: Redactor): string {
  const kept = edits.filter(({ before, after }) => before !== undefined && after !== undefined);
  const kinds = [...new Set(consequences.map(({ kind }) => kind))];
  return [
    ...describeEdits(kept, redact),
    '',
    ...kinds.flatMap((kind) => [
      `${headings[kind]}:`,
      ...consequences
        .filter((one) => one.kind === kind)
        .map(({ text }) => `  ${sanitizeLine(redact(text), 400)}`),
    ]),
  ].join('\n');
}

export function describeDrain(event: DrainEvent): string {
  if (event.type === 'diagnostic') return formatProblem(event.problem, 'warning');
  return `  ${event.host}: ${event.session} ${event.reached ? 'is down' : 'did not go down in time'}`;
}
