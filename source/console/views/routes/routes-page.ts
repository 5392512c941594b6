import type { ActionContext } from '../../controller/controller.ts';
import type { Store } from '../../store/store.ts';
import { type RoutesRequest, routesPage } from './routes-slice.ts';

/** Opens the page of these routes. */
export function openRoutes(store: Store, request: RoutesRequest): void {
  store.dispatch({
    type: 'page-opened',
    view: 'routes',
    about: routesPage.event({ type: 'opened', request }),
  });
}

/** Asks which prefix, and opens the page of its routes. */
export function askForPrefix({ store, asked }: ActionContext, host: string): void {
  const find = async () => {
    const prefix = await asked.text({
      title: `Routes of ${host}`,
      lines: ['A prefix or an address, such as 2001:db8::/32 or 192.0.2.1:'],
    });
    if (prefix !== undefined) openRoutes(store, { host, query: { prefix } });
  };
  void find();
}
