import { Box, Text } from 'ink';
import { type Area, summaryLines } from '../layout.ts';
import type { Look } from '../look/look.ts';
import { paint, paintLine, span } from '../look/paint.ts';
import type { ConsoleState, Mode } from '../store/state.ts';
import { countOf } from '../store/words.ts';
import { FramedBox } from '../widgets/framed-box.tsx';
import { Lines } from '../widgets/lines.tsx';
import { SmallTable } from '../widgets/small-table.tsx';
import { confirmText } from './confirm-text.ts';

type ConfirmMode = Extract<Mode, { kind: 'confirm' }>;

const tableHeadRows = 1;
const answerRows = 1;

function answersLine({ focus, armed }: ConfirmMode, proceed: string, look: Look): string {
  const button = (label: string, marked: boolean) =>
    paint(look.theme, marked ? 'selected' : 'plain', `[ ${label} ]`);
  const yes = armed ? `y ${proceed}` : proceed;
  return ` ${button('Cancel', focus === 'cancel')}  ${button(yes, focus === 'proceed')}`;
}

/** Asks before anything is changed: what it would touch, with Cancel marked. What has no room is counted. */
export function ConfirmPanel({
  state,
  mode,
  look,
  area,
}: {
  readonly state: ConsoleState;
  readonly mode: ConfirmMode;
  readonly look: Look;
  readonly area: Area;
}) {
  const columns = area.columns - 2;
  const text = confirmText(state, mode.question, { columns, ellipsis: look.glyphs.ellipsis });
  const summary = summaryLines(text, columns);
  const room = area.rows - 2 - answerRows - summary.length - tableHeadRows;
  const rows = text.rows.length > room ? text.rows.slice(0, Math.max(0, room - 1)) : text.rows;
  const more = text.rows.length - rows.length;
  return (
    <FramedBox look={look} area={area} title={[span('danger', text.title)]} border="danger">
      {rows.length > 0 && room > 0 ? <SmallTable look={look} rows={rows} /> : null}
      {more > 0 && rows.length > 0 ? (
        <Text>{paint(look.theme, 'dim', ` and ${countOf(more, `more ${text.rowName}`)}`)}</Text>
      ) : null}
      <Box flexGrow={1} />
      <Lines
        columns={columns}
        lines={summary.map((line) => paintLine(look, [span('plain', ` ${line}`)], columns))}
      />
      <Box flexGrow={1} />
      <Text>{answersLine(mode, text.proceed, look)}</Text>
    </FramedBox>
  );
}
