export * from './bgp-session.ts';
export type { ConfigFiles } from './includes.ts';
export type * from './model.ts';
export { parseBirdConfig } from './parse-config.ts';
export { findLastStatement } from './protocols.ts';
export type { ConfigPlace, Group, Node, Statement, Token, Unread } from './tokens.ts';
export { isGroup, isSign, isWord, nameOf, startsWith } from './tokens.ts';
export { readAddress, readNumber, readSwitch, resolveNodes, writeNodes } from './values.ts';
