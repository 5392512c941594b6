import { sanitizeLine } from '../basics/sanitize.ts';
import { shortenId } from '../containers/index.ts';
import type { ImageCandidate, ImageEvidence } from '../operations/containers/image-candidates.ts';
import { describePin, type ImagePin } from '../operations/containers/image-pins.ts';
import type { ImageRollback } from '../operations/containers/image-rollback.ts';
import { diffSourceEdit, type SourceEdit } from '../operations/hosts/source-edits.ts';
import type { DiffLine } from '../rendering/diff-lines.ts';
import type { Redactor } from '../secrets/redaction.ts';

/** A rollback before it is done: what runs, what is known of earlier images, and the edit. */
export function describeRollback(rollback: ImageRollback, redact: Redactor): string {
  const { host, container, current, candidates, chosen, edits, alsoNamed } = rollback;
  const health = current.health === undefined ? '' : ` ${current.health}`;
  return [
    `${host}: ${container} runs ${sanitizeLine(current.image, 200)} (${shortenId(current.imageId)}), ${current.state}${health}`,
    'Earlier images, the best evidence first:',
    ...candidates.map((candidate) => `  ${candidate === chosen ? '>' : ' '} ${describeCandidate(candidate)}`),
    ...describeEdits(edits, redact),
    ...(alsoNamed.length === 0
      ? []
      : [
          `The same line is also for ${alsoNamed.map((one) => `${one.container} on ${one.host}`).join(', ')}: the next whole apply takes it along.`,
        ]),
  ].join('\n');
}

function describeCandidate({ reference, onHost, evidence }: ImageCandidate): string {
  const place = onHost ? 'on the host' : 'to be fetched';
  const shown = evidence.filter(
    (one, index) => evidence.findIndex(({ kind }) => kind === one.kind) === index,
  );
  const more = evidence.length - shown.length;
  const words = [...shown.map(describeEvidence), ...(more === 0 ? [] : [`${more} older traces`])];
  return `${sanitizeLine(reference, 300)} (${[place, ...words].join('; ')})`;
}

function describeEvidence(evidence: ImageEvidence): string {
  switch (evidence.kind) {
    case 'seen':
      return `seen to run well until ${evidence.last.slice(0, 16)}Z`;
    case 'snapshot':
      return `in the state of ${evidence.at.slice(0, 16)}Z`;
    case 'image':
      return `made ${sanitizeLine(evidence.createdAt, 30)}`;
  }
}

/** Edits of the repository as a diff. */
export function describeEdits(edits: readonly SourceEdit[], redact: Redactor): string[] {
  return edits.flatMap((edit) => [
    `${edit.file}${edit.before === undefined ? ' (new)' : edit.after === undefined ? ' (removed)' : ''}`,
    ...diffSourceEdit(edit, redact).map(describeLine),
  ]);
}

function describeLine(line: DiffLine): string {
  if (line.kind === 'gap') return '  …';
  const mark = line.kind === 'added' ? '+' : line.kind === 'removed' ? '-' : ' ';
  return `  ${mark} ${sanitizeLine(line.text, 300)}`;
}

export function describePins(pins: readonly ImagePin[]): string {
  if (pins.length === 0) return 'No image is pinned.';
  return pins.map((pin) => `${describePin(pin)}\n  ${pin.place.file}:${pin.place.line}`).join('\n');
}
