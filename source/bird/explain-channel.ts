import { explainChannelState } from './explain-state.ts';
import type { ExplainedField, ExplainedSection } from './explained.ts';
import type { Channel, ChannelLimit, ChannelRoutes, CounterRow } from './protocols.ts';

const routeMeanings: Readonly<Record<keyof ChannelRoutes, string>> = {
  imported: 'accepted from the neighbour and in the table',
  filtered: 'refused by our import filter and kept to be looked at (`import keep filtered`)',
  exported: 'sent to the neighbour',
  preferred: 'accepted ones that are the best for their prefix',
};

const limitMeanings: Readonly<Record<ChannelLimit['direction'], string>> = {
  receive: 'prefixes the neighbour may send, whether accepted or not',
  import: 'prefixes that may be accepted',
  export: 'prefixes that may be sent',
};

const actionMeanings: Readonly<Record<string, string>> = {
  warn: 'only logged',
  block: 'more are ignored, and the session stays Established',
  restart: 'the session is restarted',
  disable: 'the session is taken down until an operator enables it',
};

const counterMeanings: Readonly<Record<CounterRow, string>> = {
  importUpdates: 'announcements from the neighbour',
  importWithdraws: 'withdrawals from the neighbour',
  exportUpdates: 'changes of the table that might go to the neighbour',
  exportWithdraws: 'withdrawals that might go to the neighbour',
};

const counterLabels: Readonly<Record<CounterRow, string>> = {
  importUpdates: 'Import updates',
  importWithdraws: 'Import withdraws',
  exportUpdates: 'Export updates',
  exportWithdraws: 'Export withdraws',
};

const fieldMeanings: Readonly<Record<string, string>> = {
  Preference: 'decides between protocols, before anything of BGP does: the higher wins',
  'BGP Next hop': 'the next hop that is told the neighbour for our own routes',
  'IGP IPv4 table': 'where next hops of IPv4 are resolved',
  'IGP IPv6 table': 'where next hops of IPv6 are resolved',
  'Base table': 'where flow routes are validated',
  Pending: 'changes that the neighbour has not taken yet',
  'LL stale time': 'how long routes are kept as a last resort after the neighbour is gone',
  'Neighbor GR': 'what the neighbour said of graceful restart',
};

/** A channel with each of its values explained. */
export function explainChannel(channel: Channel): ExplainedSection {
  const fields: ExplainedField[] = [
    { label: 'State', value: channel.state, explanation: explainChannelState(channel.state) },
    {
      label: 'Table',
      value: channel.table,
      explanation: 'the routing table that routes go to and come from',
    },
  ];
  const add = (label: string, value: string | undefined, explanation: string) => {
    if (value !== undefined) fields.push({ label, value, explanation });
  };
  add('Peer table', channel.peerTable, 'the table at the other end');
  add('Import state', channel.importState, explainChannelState(channel.importState ?? ''));
  add('Export state', channel.exportState, explainChannelState(channel.exportState ?? ''));
  add('Input filter', channel.inputFilter, explainFilter(channel.inputFilter, 'accepted'));
  add('Output filter', channel.outputFilter, explainFilter(channel.outputFilter, 'sent'));
  for (const { label, value } of channel.fields) {
    add(label, value, fieldMeanings[label] ?? 'a value that is not explained here');
  }
  const counts = [
    ...channel.limits.map(explainLimit),
    ...explainRoutes(channel),
    ...explainCounters(channel),
  ];
  return { title: `Channel ${channel.name}`, fields: [...fields, ...counts] };
}

function explainFilter(filter: string | undefined, done: 'accepted' | 'sent'): string {
  if (filter === 'ACCEPT') return `every route is ${done}`;
  if (filter === 'REJECT') return `no route is ${done}`;
  if (filter === '(unnamed)')
    return `written where the session is configured: decides which routes are ${done}`;
  return `the filter of this name in the configuration decides which routes are ${done}`;
}

function explainLimit({ direction, value, action, hit }: ChannelLimit): ExplainedField {
  const label = `${direction.charAt(0).toUpperCase()}${direction.slice(1)} limit`;
  const does = action === undefined ? '' : `; beyond it: ${actionMeanings[action] ?? action}`;
  return {
    label,
    value: hit ? `${value} [HIT]` : `${value}`,
    explanation: `${limitMeanings[direction]}${does}${hit ? '; it is reached now' : ''}`,
  };
}

function explainRoutes({ routes }: Channel): ExplainedField[] {
  if (routes === undefined) return [];
  const kinds: readonly (keyof ChannelRoutes)[] = ['imported', 'filtered', 'exported', 'preferred'];
  return kinds.map((kind) => {
    const count = routes[kind];
    if (count !== null)
      return { label: `Routes ${kind}`, value: `${count}`, explanation: routeMeanings[kind] };
    const why =
      kind === 'filtered'
        ? 'not kept: `import keep filtered` is off, so what the filter refuses is forgotten'
        : 'not counted';
    return { label: `Routes ${kind}`, value: '-', explanation: why };
  });
}

function explainCounters({ counters }: Channel): ExplainedField[] {
  if (counters === undefined) return [];
  const kinds: readonly CounterRow[] = [
    'importUpdates',
    'importWithdraws',
    'exportUpdates',
    'exportWithdraws',
  ];
  return kinds.map((kind) => {
    const cells = Object.entries(counters[kind]);
    return {
      label: counterLabels[kind],
      value: cells.map(([column, count]) => `${column} ${count ?? '-'}`).join(', '),
      explanation: `${counterMeanings[kind]}, since the session is up`,
    };
  });
}
