import { toProblem } from '../../../basics/problem.ts';
import type { ActionContext } from '../../controller/controller.ts';
import { explanationLines, problemLines } from '../../rows/answer-text.ts';
import type { AnswerLine } from '../../store/state.ts';
import { checkDetail } from './check-detail.ts';
import type { CheckRow } from './check-rows.ts';

const readable = 96;

/** Shows everything of a finding, and the lines it is about with what made each. */
export function explainFinding({ services, answers }: ActionContext, row: CheckRow): void {
  answers.seek(row.check === '' ? row.word : `${row.word}: ${row.check}`, async (_signal, tell) => {
    const lines: AnswerLine[] = [
      { part: row.level === 'bad' ? 'bad' : 'heading', text: row.message },
      ...checkDetail(row, readable).map(
        (line): AnswerLine => ({
          part: 'fact',
          text: line.map(({ text }) => text).join(''),
        }),
      ),
    ];
    for (const { host, file, line } of row.places) {
      lines.push({ part: 'space', text: '' });
      tell(lines);
      lines.push(
        ...(await services
          .why({ host, path: file, line })
          .then((result) => explanationLines(result, result.lines[0]?.text ?? ''))
          .catch((thrown: unknown) => problemLines(toProblem(thrown, { host })))),
      );
    }
    return lines;
  });
}
