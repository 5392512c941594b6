/** Begins the line before each part of the answer. */
export const partMark = '= ';

/** What is asked of `wg`: everything that `dump` prints, but for the private and the preshared keys. */
const parts = [
  'public-key',
  'listen-port',
  'latest-handshakes',
  'endpoints',
  'transfer',
  'allowed-ips',
  'persistent-keepalive',
] as const;

/** An ordinary user's path may lack these. */
const path = 'PATH="$PATH:/usr/local/sbin:/usr/sbin:/sbin"; export PATH';

/** Says whether the host has WireGuard's tools at all; needs no rights. */
export const findWireguardCommand = `${path}; command -v wg`;

/**
 * A `sh` script that prints the host's clock and every part, each below its mark. Needs root.
 * It ends with the exit code of the `wg` that failed, and that one's words.
 */
export const readWireguardCommand = [
  path,
  `echo '${partMark}time'; date +%s`,
  ...parts.map((part) => `echo '${partMark}${part}'; wg show all ${part} || exit`),
].join('; ');
