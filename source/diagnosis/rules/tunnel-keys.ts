import type { TunnelCase, TunnelEnd } from '../cases.ts';
import { cite } from '../evidence.ts';
import type { Cause } from '../model.ts';
import { makeCause } from './make-cause.ts';
import { citeWireguard, keyOf, peersOf } from './tunnel-view.ts';

/** The key one end has for the other is not the other's. */
export function findKeys(tunnel: TunnelCase): Cause[] {
  const { here, there } = tunnel;
  if (there === undefined) return findOwnKey(here);
  const pairs: [TunnelEnd, TunnelEnd][] = [
    [here, there],
    [there, here],
  ];
  const wrong = pairs.find(([end, other]) => {
    const key = keyOf(other);
    return key !== undefined && end.facts.tunnels?.answered === true && !peersOf(end).includes(key);
  });
  if (wrong === undefined) return [];
  const [end, other] = wrong;
  const derived = other.facts.tunnels?.derivedKeys.get(other.interface);
  const changed = derived !== undefined && derived !== keyOf(other);
  const wanted = peersOf(end).join(', ') || 'no peer at all';
  return [
    makeCause('wg-key-mismatch', {
      confidence: 0.97,
      explanation:
        `${end.facts.name} has ${wanted} as the key of its peer on ${end.interface}, and ${other.facts.name} has ${keyOf(other)} on ${other.interface}: ` +
        `no handshake can succeed.${changed ? ` ${other.facts.name} does not run with the private key of its file.` : ''}`,
      evidence: [citeWireguard(end), citeWireguard(other), cite(other.facts.observations.get('tunnel-keys'))],
      fix: changed
        ? [`on ${other.facts.name}: systemctl restart wg-quick@${other.interface}`]
        : [
            `correct wireguard_public_keys of ${other.facts.name} ${other.interface} in networks/tunnels.yml, then peerdeck sync`,
            `if the file is right already, on ${end.facts.name}: systemctl reload wg-quick@${end.interface}`,
          ],
    }),
  ];
}

/** With a stranger at the other end: does our own interface run with the key of its file? */
function findOwnKey(here: TunnelEnd): Cause[] {
  const derived = here.facts.tunnels?.derivedKeys.get(here.interface);
  const running = keyOf(here);
  if (derived === undefined || running === undefined || derived === running) return [];
  return [
    makeCause('wg-key-mismatch', {
      confidence: 0.9,
      explanation: `${here.interface} on ${here.facts.name} does not run with the private key of its file.`,
      evidence: [citeWireguard(here), cite(here.facts.observations.get('tunnel-keys'))],
      fix: [`systemctl restart wg-quick@${here.interface}`],
    }),
  ];
}

/** The preshared keys of the two ends differ, by their digests. */
export function findPreshared({ here, there }: TunnelCase): Cause[] {
  if (there === undefined) return [];
  const ours = here.facts.tunnels?.preshared.get(`${here.interface} ${keyOf(there)}`);
  const theirs = there.facts.tunnels?.preshared.get(`${there.interface} ${keyOf(here)}`);
  if (ours === undefined || theirs === undefined || ours === theirs) return [];
  const lacking = ours === 'none' ? here : theirs === 'none' ? there : undefined;
  return [
    makeCause('wg-psk-mismatch', {
      confidence: 0.96,
      explanation: lacking
        ? `Only one end has a preshared key: ${lacking.facts.name} has none on ${lacking.interface}.`
        : 'The preshared keys of the two ends differ: the handshake begins and never ends.',
      evidence: [
        cite(here.facts.observations.get('preshared'), (line) => line.startsWith(`${here.interface}\t`)),
        cite(there.facts.observations.get('preshared'), (line) => line.startsWith(`${there.interface}\t`)),
        citeWireguard(here),
        citeWireguard(there),
      ],
      fix: [
        'both ends take it from wireguard_preshared_keys in the vault: peerdeck diff tells which of the two differs, peerdeck sync mends it',
        `systemctl reload wg-quick@${here.interface}`,
      ],
    }),
  ];
}
