import { type Line, span } from '../../look/paint.ts';
import { wrapText } from '../../widgets/wrap-text.ts';
import { nextHopOf, type RouteRow } from './route-rows.ts';

const choices = {
  best: 'the best',
  'best-unsynced': 'the best, but the kernel did not take it',
  other: 'not the best',
} as const;

/** A route with its attributes, and why it was refused where it was. */
export function routeDetail({ route, refusal }: RouteRow, columns: number): readonly Line[] {
  const { network, protocol, from, table, choice, bgp } = route;
  const chosen = refusal === undefined ? choices[choice] : 'refused by the import filter';
  const said = [
    ['next hop', nextHopOf(route)],
    ['learned from', from],
    ['table', table],
    ['path', bgp?.path],
    ['origin', bgp?.origin],
    ['local preference', bgp?.localPreference],
    ['MED', bgp?.med],
    ['communities', bgp?.communities],
    ['large communities', bgp?.largeCommunities],
    ['extended communities', bgp?.extendedCommunities],
  ].flatMap(([label, value]) => (value === undefined || value === '' ? [] : [`${label} ${value}`]));
  return [
    [
      span('strong', network),
      span('plain', `  ${protocol}, `),
      span(refusal === undefined ? 'plain' : 'warning', chosen),
    ],
    ...(refusal === undefined ? [] : wrapText(refusal, columns).map((text): Line => [span('warning', text)])),
    ...wrapText(said.join('; '), columns).map((text): Line => [span('dim', text)]),
  ];
}
