import type { ConsoleState, ViewName } from '../store/state.ts';
import { checksView } from './checks/checks-view.ts';
import { containerLogView } from './container-log/container-log-view.ts';
import { containersView } from './containers/containers-view.ts';
import { daemonLogView } from './daemon-log/daemon-log-view.ts';
import { deployView } from './deploy/deploy-view.ts';
import { diffView } from './diff/diff-view.ts';
import { eventsView } from './events/events-view.ts';
import { hostView } from './host/host-view.ts';
import { imagesView } from './images/images-view.ts';
import { journalView } from './journal/journal-view.ts';
import { logView } from './log/log-view.ts';
import { mapView } from './map/map-view.ts';
import { peerView } from './peer/peer-view.ts';
import { planView } from './plan/plan-view.ts';
import { releasesView } from './releases/releases-view.ts';
import { routesView } from './routes/routes-view.ts';
import { sessionsView } from './sessions/sessions-view.ts';
import { tunnelsView } from './tunnels/tunnels-view.ts';
import type { View } from './view.ts';
import { vitalsView } from './vitals/vitals-view.ts';

/** Every view, in the order of the tabs. A function: views and what they are drawn with import each other. */
export function listViews() {
  return [
    sessionsView,
    tunnelsView,
    diffView,
    planView,
    logView,
    eventsView,
    containersView,
    checksView,
    deployView,
    journalView,
    vitalsView,
    mapView,
    peerView,
    hostView,
    routesView,
    releasesView,
    containerLogView,
    imagesView,
    daemonLogView,
  ] as const;
}

let byName: ReadonlyMap<string, View<ViewName>> | undefined;

/** The view of that name; undefined for a list that is none. */
export function findView(name: string): View<ViewName> | undefined {
  byName ??= new Map(listViews().map((view) => [view.name, view]));
  return byName.get(name);
}

/** The view on show. */
export function viewOf({ view }: ConsoleState): View<ViewName> {
  return findView(view) ?? sessionsView;
}

/** Those with a key of their own: the tabs. */
export function tabViews(): readonly View<ViewName>[] {
  return listViews().filter(({ key }) => key !== undefined);
}
