export * from './bgp-session.ts';
export { type FilterValue, readNet } from './filter-values.ts';
export type * from './model.ts';
export { parseBirdConfig } from './parse-config.ts';
export { findLastStatement } from './protocols.ts';
export { type FilterVerdict, findPolicy, judgeRoute, type RouteAttributes } from './run-filter.ts';
export type { ConfigPlace, Node, Statement } from './tokens.ts';
export { isGroup, isSign, isWord, nameOf, startsWith } from './tokens.ts';
export { readAddress, readNumber, writeNodes } from './values.ts';
