import ipaddr from 'ipaddr.js';
import { OperatorError } from '../../basics/problem.ts';
import { sanitizeLine } from '../../basics/sanitize.ts';

/** Which routes are asked for: of a prefix, of a session, or of both. */
export interface RouteQuery {
  /** A prefix or an address. */
  readonly prefix?: string;
  readonly session?: { readonly name: string; readonly kind: RouteKind };
}

/** Those accepted from a session, those sent to it, or those its import filter refused. */
export type RouteKind = 'from' | 'to' | 'filtered';

/** A prefix as BIRD wants it, or an address; bits behind the length are cleared. */
export interface Target {
  readonly text: string;
  readonly isPrefix: boolean;
}

/** Reads a prefix or an address. Throws OperatorError. */
export function parseTarget(text: string): Target {
  const word = text.trim();
  try {
    if (!word.includes('/')) return { text: ipaddr.parse(word).toString(), isPrefix: false };
    const [address, length] = ipaddr.parseCIDR(word);
    const network =
      address.kind() === 'ipv6'
        ? ipaddr.IPv6.networkAddressFromCIDR(word)
        : ipaddr.IPv4.networkAddressFromCIDR(word);
    return { text: `${network.toString()}/${length}`, isPrefix: true };
  } catch (error) {
    throw new OperatorError(
      {
        kind: 'usage',
        message: `${sanitizeLine(text, 80)} is no prefix and no address.`,
        hint: 'Such as 192.0.2.0/24, 2001:db8::/32 or 2001:db8::1.',
      },
      { cause: error },
    );
  }
}

/** The part of `show route` that chooses a session's routes; names are quoted already. */
function writeKind(kind: RouteKind, symbol: string): string {
  switch (kind) {
    case 'from':
      return `protocol ${symbol}`;
    case 'to':
      return `export ${symbol}`;
    case 'filtered':
      return `filtered protocol ${symbol}`;
  }
}

/** `show route` for a session's table, without the `all` or `count` at its end. */
export function writeSessionQuery(kind: RouteKind, symbol: string, table: string, target?: Target): string {
  const which = target === undefined ? '' : ` ${target.isPrefix ? '' : 'for '}${target.text}`;
  return `show route${which} table ${table} ${writeKind(kind, symbol)}`;
}

/**
 * The commands that find the routes of a prefix, to be tried in this order: that prefix itself, then what covers it.
 * BIRD 1.6 does not know `table all`.
 */
export function writePrefixQueries({ text, isPrefix }: Target): readonly string[] {
  const covering = [`show route for ${text} table all`, `show route for ${text}`];
  return isPrefix ? [`show route ${text} table all`, `show route ${text}`, ...covering] : covering;
}
