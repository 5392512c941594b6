import { type Problem, toProblem } from '../../../basics/problem.ts';
import { runOperation } from '../../../operations/operation.ts';
import type { ContainerName } from '../../services-containers.ts';
import type { Store } from '../../store/store.ts';
import { defineSlice } from '../slice.ts';
import type { WatchContext } from '../view.ts';

export interface ContainerLogRow {
  readonly id: string;
  /** By the host's clock, RFC 3339. */
  readonly at: string;
  readonly text: string;
}

/** The container whose log is followed, and its last lines. */
export interface ContainerLogState {
  readonly container?: ContainerName;
  readonly rows: readonly ContainerLogRow[];
  /** How many lines were read so far. */
  readonly told: number;
  readonly problem?: Problem;
}

type ContainerLogEvent =
  | { readonly kind: 'opened'; readonly container: ContainerName }
  | { readonly kind: 'begun' }
  | { readonly kind: 'told'; readonly lines: readonly { readonly at: string; readonly text: string }[] }
  | { readonly kind: 'failed'; readonly problem: Problem };

/** As many lines are kept. */
export const keptLines = 2000;
const gatherTime = 100;

const initial: ContainerLogState = { rows: [], told: 0 };

export const containerLogSlice = defineSlice<ContainerLogState, ContainerLogEvent>(
  'container-log',
  initial,
  (state, event) => {
    switch (event.kind) {
      case 'opened':
        return { ...initial, container: event.container };
      case 'begun': {
        const { problem: _over, ...others } = state;
        return { ...others, rows: [], told: 0 };
      }
      case 'told': {
        const rows = event.lines.map((line, nth) => ({ ...line, id: String(state.told + nth) }));
        return {
          ...state,
          rows: [...state.rows, ...rows].slice(-keptLines),
          told: state.told + rows.length,
        };
      }
      case 'failed':
        return { ...state, problem: event.problem };
    }
  },
);

export function openContainerLog(store: Store, container: ContainerName): void {
  store.dispatch({
    type: 'page-opened',
    view: 'container-log',
    about: containerLogSlice.event({ kind: 'opened', container }),
  });
}

/** Follows the log until the page is left; lines that come together make one update. */
export async function followLog({ store, services, signal }: WatchContext): Promise<void> {
  const { container } = containerLogSlice.of(store.state);
  if (container === undefined) return;
  let gathered: { readonly at: string; readonly text: string }[] = [];
  let timer: NodeJS.Timeout | undefined;
  const flush = () => {
    timer = undefined;
    const lines = gathered;
    gathered = [];
    if (!signal.aborted) store.dispatch(containerLogSlice.event({ kind: 'told', lines }));
  };
  store.dispatch(containerLogSlice.event({ kind: 'begun' }));
  try {
    await runOperation(services.containers.log(container, signal), ({ at, text }) => {
      gathered = [...gathered, { at, text }].slice(-keptLines);
      timer ??= setTimeout(flush, gatherTime);
    });
  } catch (thrown) {
    if (!signal.aborted) {
      store.dispatch(containerLogSlice.event({ kind: 'failed', problem: toProblem(thrown) }));
    }
  } finally {
    clearTimeout(timer);
    flush();
  }
}
