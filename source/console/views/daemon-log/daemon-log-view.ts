import { milliseconds } from '../../../basics/brand.ts';
import { toProblem } from '../../../basics/problem.ts';
import { runOperation } from '../../../operations/operation.ts';
import { span } from '../../look/paint.ts';
import type { StyleName } from '../../look/theme.ts';
import { filterBy } from '../../rows/filter.ts';
import { memoizeLast } from '../../rows/memoize.ts';
import { problemRows } from '../../rows/trouble-rows.ts';
import { filterOf } from '../../store/list-state.ts';
import { wrapText } from '../../widgets/wrap-text.ts';
import { defineView } from '../define-view.ts';
import { poll } from '../poll.ts';
import type { View, WatchContext } from '../view.ts';
import { type LogLine, logPage } from './daemon-log-slice.ts';

interface DaemonRow extends LogLine {
  readonly marked: boolean;
}

const logRows = memoizeLast(
  (lines: readonly LogLine[], marked: string | undefined, filter: string): readonly DaemonRow[] =>
    filterBy(lines, filter, ({ text }) => text).map((line) => ({
      ...line,
      marked: marked !== undefined && line.text.includes(marked),
    })),
);

/** The log of a daemon, followed. */
export const daemonLogView: View<'daemon'> = defineView({
  name: 'daemon',
  section: 'In the log of a daemon',
  description: 'The log of a daemon, followed as it grows',
  follows: true,
  rows: (state): readonly DaemonRow[] => {
    const { lines, subject } = logPage.of(state);
    return logRows(lines, subject?.marked, filterOf(state, 'daemon'));
  },
  line: (row) => [span(styleOf(row), row.text)],
  empty: (state) =>
    logPage.of(state).subject === undefined
      ? 'no log was opened: L on a session’s page does'
      : 'no line of it yet',
  title: (state) => {
    const { subject } = logPage.of(state);
    return subject === undefined ? undefined : `${subject.host} ${subject.unit}`;
  },
  banner: (state, columns) => {
    const { problem } = logPage.of(state);
    return problem === undefined ? [] : problemRows(problem, columns);
  },
  detail: { lines: ({ text }, { columns }) => wrapText(text, columns).map((line) => [span('plain', line)]) },
  subject: (_, state) => {
    const { subject } = logPage.of(state);
    return subject === undefined ? undefined : { host: subject.host };
  },
  about: (state) => {
    const { subject } = logPage.of(state);
    return subject === undefined ? '' : `${subject.host} ${subject.unit}`;
  },
  watch: followLog,
});

/** By the syslog's own word for how grave it is, or BIRD's. */
function styleOf({ text, marked }: DaemonRow): StyleName {
  const head = text.slice(0, headLength);
  if (/\bdaemon\.(err|crit|alert|emerg)|<(ERR|FATAL|BUG)>/.test(head)) return 'bad';
  if (/\bdaemon\.warn|<(WARN|RMT|AUTH)>/.test(head)) return 'warning';
  return marked ? 'strong' : 'plain';
}

const retryInterval = milliseconds(5000);
const gatherTime = 150;
/** What comes before the words of a line: time, host, daemon. */
const headLength = 120;

/** Follows until the page is left; where that fails, tries again. */
function followLog({ store, services, signal }: WatchContext): void {
  const { subject } = logPage.of(store.state);
  if (subject === undefined) return;
  let gathered: string[] = [];
  const flush = () => {
    const texts = gathered;
    gathered = [];
    if (!signal.aborted) store.dispatch(logPage.event({ type: 'told', subject, texts }));
  };
  poll(retryInterval, signal, async () => {
    store.dispatch(logPage.event({ type: 'started' }));
    try {
      await runOperation(services.peers.follow(subject.host, subject.unit, signal), ({ text }) => {
        if (gathered.push(text) === 1) setTimeout(flush, gatherTime);
      });
    } catch (thrown) {
      if (signal.aborted) return;
      store.dispatch(logPage.event({ type: 'unread', subject, problem: toProblem(thrown) }));
    }
  });
}
