import { formatPlace, type Problem } from '../../basics/problem.ts';
import type { WhyResult } from '../../operations/why.ts';
import { whyHeading, whySources } from '../../operations/why-text.ts';
import type { AnswerLine } from '../store/state.ts';

const blank: AnswerLine = { part: 'space', text: '' };

function detail(text: string): readonly AnswerLine[] {
  return text === '' ? [] : [{ part: 'detail', text }];
}

/** Why a line is there: the line itself, then each thing that made it, where that was set, and since when. */
export function explanationLines(result: WhyResult, shown: string): readonly AnswerLine[] {
  const heading: AnswerLine = { part: 'heading', text: whyHeading(result) };
  return [
    heading,
    ...result.lines.flatMap((explanation): readonly AnswerLine[] => [
      { part: 'quote', text: `${explanation.line}  ${explanation.text.trim()}` },
      ...editedSince(explanation.text, shown),
      blank,
      ...whySources(explanation).flatMap(({ role, what, place, since }): readonly AnswerLine[] => [
        { part: 'fact', text: `${role} ${what}` },
        ...detail(place),
        ...detail(since),
      ]),
    ]),
  ];
}

/** The diff may be older than what it was made from. */
function editedSince(text: string, shown: string): readonly AnswerLine[] {
  if (text === shown) return [];
  return [
    { part: 'warning', text: 'Edited since the diff was made, where this line was another: r renders anew.' },
  ];
}

/** A problem in place of an answer. */
export function problemLines({ host, message, place, answer, hint }: Problem): readonly AnswerLine[] {
  return [
    { part: 'bad', text: host === undefined ? message : `${host}: ${message}` },
    ...detail(place === undefined ? '' : formatPlace(place)),
    ...detail(answer?.trim().split('\n')[0] ?? ''),
    ...(hint === undefined ? [] : [{ part: 'hint' as const, text: hint }]),
  ];
}
