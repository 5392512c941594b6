export { type BirdProblemKind, kindOf } from './bird-problems.ts';
export { type BirdcOptions, createBirdcClient } from './birdc-client.ts';
export type { BirdClient, OpenControlSocket, SendOptions } from './client.ts';
export {
  explainFiltered,
  type FilterView,
  parseRoaCheck,
  type RoaState,
  readPath,
} from './explain-filtered.ts';
export { describeError, explainSession } from './explain-session.ts';
export { explainBgpState } from './explain-state.ts';
export type { ExplainedField, ExplainedSection } from './explained.ts';
export { type BirdReply, FrameReader, isRefusal } from './frames.ts';
export { createHostBird, defaultControlSocket, type HostBirdOptions } from './host-client.ts';
export {
  type ExplainedError,
  explainError,
  findNotificationByCode,
  type NotificationMeaning,
} from './notifications.ts';
export * from './parse-bfd.ts';
export * from './parse-configure.ts';
export * from './parse-memory.ts';
export * from './parse-ospf.ts';
export { type ProtocolsReading, parseProtocols, readProtocols } from './parse-protocols.ts';
export * from './parse-route-counts.ts';
export { parseRoutes } from './parse-routes.ts';
export { type DaemonStatus, parseStatus } from './parse-status.ts';
export type {
  BgpDetails,
  Channel,
  ChannelCounters,
  ChannelLimit,
  ChannelRoutes,
  CounterRow,
  LabelledValue,
  LimitDirection,
  Protocol,
} from './protocols.ts';
export type { BgpAttributes, NextHop, Route, RoutesReading } from './routes.ts';
export { type RpkiSession, toRpkiSession } from './rpki.ts';
export { createBirdClient, type SocketClientOptions } from './socket-client.ts';
