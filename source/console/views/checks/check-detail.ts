import { type Line, span } from '../../look/paint.ts';
import { wrapText } from '../../widgets/wrap-text.ts';
import { type CheckRow, templateOf } from './check-rows.ts';

/** Both places with who wrote them, the outage it prevents, what to do, and how to say that it is meant. */
export function checkDetail({ places, message, finding }: CheckRow, columns: number): readonly Line[] {
  const text = (label: string, words: string, style: 'plain' | 'accent' | 'dim' = 'plain'): readonly Line[] =>
    wrapText(words, columns - label.length - 2).map((line, nth) => [
      span('dim', nth === 0 ? `${label}  ` : ' '.repeat(label.length + 2)),
      span(style, line),
    ]);
  return [
    ...(message.length > columns - 40 ? text('what', message) : []),
    ...places.flatMap((place) => {
      const template = templateOf(place);
      const set = (place.variables ?? []).map(
        ({ name, file, line }) => `${name} set in ${file}${line === undefined ? '' : `:${line}`}`,
      );
      const by = [...(template === undefined ? [] : [`written by ${template}`]), ...set].join(', ');
      return text('at  ', `${place.host}: ${place.file}:${place.line}${by === '' ? '' : `, ${by}`}`);
    }),
    ...(finding === undefined
      ? []
      : [
          ...text('else', finding.prevents, 'dim'),
          ...(finding.silenced === undefined
            ? [...text('next', finding.hint, 'accent'), ...text('meant?', finding.howToSilence, 'dim')]
            : text('meant', finding.silenced, 'dim')),
        ]),
  ];
}
