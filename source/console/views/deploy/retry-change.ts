import { toProblem } from '../../../basics/problem.ts';
import type { HostName } from '../../../fleet/model.ts';
import type { ActionContext } from '../../controller/controller.ts';
import { deploySlice } from './deploy-state.ts';
import { isLeftUndone } from './host-words.ts';
import { prepareChange } from './make-change.ts';

/** Prepares anew what the change on show left undone; where there is none, what the journal tells of the last one. */
export async function retryChange(context: ActionContext): Promise<void> {
  const { store } = context;
  const { run } = deploySlice.of(store.state);
  const verb = run?.verb === 'deploy' ? 'deploy' : 'sync';
  try {
    const hosts = await undoneHosts(context);
    if (hosts.length > 0) return await prepareChange(context, { verb, hosts });
    store.dispatch({
      type: 'noticed',
      notice: { tone: 'plain', text: 'nothing to retry: no change from here left a host undone' },
    });
  } catch (thrown) {
    store.dispatch({ type: 'problem-found', problem: toProblem(thrown) });
  }
}

async function undoneHosts({ store, services }: ActionContext): Promise<readonly HostName[]> {
  const { run } = deploySlice.of(store.state);
  if (run?.kind !== 'delivery' || run.verb === 'rollback') return services.delivery.unfinished();
  return run.hosts.filter(isLeftUndone).map(({ host }) => host);
}
