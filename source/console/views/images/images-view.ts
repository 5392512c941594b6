import type { ImageCandidate, ImageEvidence } from '../../../operations/containers/image-candidates.ts';
import { whyNoWork } from '../../keys/disabled.ts';
import { span } from '../../look/paint.ts';
import { filterBy } from '../../rows/filter.ts';
import { memoizeLast } from '../../rows/memoize.ts';
import { filterOf } from '../../store/list-state.ts';
import type { ConsoleState } from '../../store/state.ts';
import type { Column } from '../../widgets/columns.ts';
import { wrapText } from '../../widgets/wrap-text.ts';
import { shortenImage } from '../containers/container-rows.ts';
import { defineView } from '../define-view.ts';
import type { View } from '../view.ts';
import { findImages, type ImagesState, imagesSlice } from './images-state.ts';
import { rollImageBack } from './roll-image-back.ts';

interface ImageRow {
  readonly id: string;
  readonly candidate: ImageCandidate;
}

const rowsOf = memoizeLast(({ rollback }: ImagesState, filter: string): readonly ImageRow[] =>
  filterBy(
    (rollback?.candidates ?? []).map((candidate) => ({ id: candidate.reference, candidate })),
    filter,
    ({ candidate }) => `${candidate.reference} ${candidate.evidence.map(evidenceText).join(' ')}`,
  ),
);

/** What a container could be held to: a page opened from the containers. */
export const imagesView: View<'images'> = defineView({
  name: 'images',
  description: 'The images that a container could be held to, best evidence first',
  rows: (state) => rowsOf(imagesSlice.of(state), filterOf(state, 'images')),
  columns: () => imageColumns,
  empty: (state) => {
    const { problem, container, rollback } = imagesSlice.of(state);
    if (problem !== undefined) {
      return `${problem.message}${problem.hint === undefined ? '' : `: ${problem.hint}`}`;
    }
    if (rollback !== undefined) return 'no earlier image is known';
    return `looking on ${container?.host ?? 'the host'} and in the snapshots for earlier images`;
  },
  title: nameOf,
  about: nameOf,
  subject: (_, state) => {
    const { container } = imagesSlice.of(state);
    return container === undefined ? undefined : { host: container.host };
  },
  detail: {
    lines: ({ candidate }, { columns }) =>
      [candidate.reference, ...candidate.evidence.map(evidenceText)]
        .flatMap((text) => wrapText(text, columns))
        .map((text) => [span('plain', text)]),
    roomy: 6,
  },
  enter: {
    title: 'roll back',
    description:
      'Pin this image in the repository, show the plan of the container alone, and apply it; asks twice',
    footer: 1,
    dangerous: true,
    disabled: (state, row) =>
      whyNoWork(state) ?? (row === undefined ? 'put the cursor on an image' : undefined),
    run: (context, row) => void (row === undefined ? undefined : rollImageBack(context, row.candidate)),
  },
  watch: (context) => void findImages(context),
});

function nameOf(state: ConsoleState): string {
  const { container } = imagesSlice.of(state);
  return container === undefined ? '' : `${container.host} ${container.name}`;
}

/** What speaks for an image, in words. */
function evidenceText(evidence: ImageEvidence): string {
  switch (evidence.kind) {
    case 'seen':
      return `seen running well until ${evidence.last.slice(0, 16).replace('T', ' ')}`;
    case 'snapshot':
      return `in the state of ${evidence.at.slice(0, 16).replace('T', ' ')}`;
    case 'image':
      return `lies on the host since ${evidence.createdAt}`;
  }
}

const imageColumns: readonly Column<ImageRow>[] = [
  {
    key: 'reference',
    title: 'image',
    priority: 0,
    min: 16,
    max: 64,
    cell: ({ candidate }) => span('strong', shortenImage(candidate.reference)),
  },
  {
    key: 'host',
    title: 'there',
    priority: 2,
    min: 7,
    max: 11,
    cell: ({ candidate }) =>
      span(candidate.onHost ? 'good' : 'warning', candidate.onHost ? 'on the host' : 'fetched'),
  },
  {
    key: 'evidence',
    title: 'what speaks for it',
    priority: 0,
    min: 16,
    max: 200,
    grow: true,
    cell: ({ candidate }) =>
      span('dim', candidate.evidence[0] === undefined ? '' : evidenceText(candidate.evidence[0])),
  },
];
