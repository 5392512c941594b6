import { type Problem, toProblem } from '../../../basics/problem.ts';
import type { ImageRollback } from '../../../operations/containers/image-rollback.ts';
import type { ContainerName } from '../../services-containers.ts';
import type { Store } from '../../store/store.ts';
import { defineSlice } from '../slice.ts';
import type { WatchContext } from '../view.ts';

/** The container whose image is to go back, and what it could be held to. */
export interface ImagesState {
  readonly container?: ContainerName;
  readonly rollback?: ImageRollback;
  readonly problem?: Problem;
}

type ImagesEvent =
  | { readonly kind: 'opened'; readonly container: ContainerName }
  | { readonly kind: 'found'; readonly rollback: ImageRollback }
  | { readonly kind: 'failed'; readonly problem: Problem };

export const imagesSlice = defineSlice<ImagesState, ImagesEvent>('images', {}, (state, event) => {
  switch (event.kind) {
    case 'opened':
      return { container: event.container };
    case 'found':
      return { ...state, rollback: event.rollback };
    case 'failed':
      return { ...state, problem: event.problem };
  }
});

export function openImages(store: Store, container: ContainerName): void {
  store.dispatch({
    type: 'page-opened',
    view: 'images',
    about: imagesSlice.event({ kind: 'opened', container }),
  });
}

export async function findImages({ store, services, signal }: WatchContext): Promise<void> {
  const { container } = imagesSlice.of(store.state);
  if (container === undefined) return;
  try {
    const rollback = await services.containers.planRollback(container, undefined, signal);
    if (!signal.aborted) store.dispatch(imagesSlice.event({ kind: 'found', rollback }));
  } catch (thrown) {
    if (!signal.aborted) store.dispatch(imagesSlice.event({ kind: 'failed', problem: toProblem(thrown) }));
  }
}
