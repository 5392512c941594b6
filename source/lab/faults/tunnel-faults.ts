import { OperatorError } from '../../basics/problem.ts';
import type { Fault, FaultStep, InterfaceTarget } from './model.ts';
import { filterStep, tableName } from './steps.ts';

interface End {
  readonly host: string;
  readonly interface: string;
}

/** Sets a running tunnel from its file, with a change on the way; what is undone sets it from the file as it is. */
function setTunnel({ host, interface: name }: End, change: string): FaultStep {
  const plain = `wg-quick strip ${name} | wg setconf ${name} /dev/stdin`;
  return { host, make: `wg-quick strip ${name} | ${change} | wg setconf ${name} /dev/stdin`, undo: plain };
}

function needTunnel({ host, interface: name, peer }: InterfaceTarget): End {
  if (peer !== undefined) return peer;
  throw new OperatorError({
    kind: 'lab-fault',
    message: `${name} on ${host} is no tunnel to another host of the lab`,
    host,
    attempted: 'break its other end',
  });
}

const unusedPort = 59_999;

/** Faults of WireGuard tunnels. */
export const tunnelFaults: readonly Fault[] = [
  {
    name: 'wg-key-mismatch',
    about: 'this end has another public key for its peer',
    on: 'interface',
    plan: (target) => [
      setTunnel(
        target,
        `awk -v key="$(wg genkey | wg pubkey)" '/^PublicKey/ { print "PublicKey = " key; next } { print }'`,
      ),
    ],
  },
  {
    name: 'wg-psk-mismatch',
    about: 'the preshared keys differ',
    on: 'interface',
    plan: (target) => [
      setTunnel(
        target,
        `awk -v key="$(wg genpsk)" '/^PresharedKey/ { next } { print } /^PublicKey/ { print "PresharedKey = " key }'`,
      ),
    ],
  },
  {
    name: 'wg-wrong-port',
    about: 'the two ends send to ports at which nobody listens',
    on: 'interface',
    plan: (target) => [
      setTunnel(
        target,
        `sed -E 's/^ListenPort.*/ListenPort = ${unusedPort}/; s/^(Endpoint *=.*:)[0-9]+/\\1${unusedPort - 1}/'`,
      ),
    ],
  },
  {
    name: 'wg-allowed-ips',
    about: "AllowedIPs leave out the other end's addresses",
    on: 'interface',
    plan: (target) => [setTunnel(target, "sed -E 's|^AllowedIPs.*|AllowedIPs = fd00:dead::/64|'")],
  },
  {
    name: 'wg-never-handshook',
    about: 'neither end knows where the other is',
    on: 'interface',
    plan: (target) => [target, needTunnel(target)].map((end) => setTunnel(end, "sed '/^Endpoint/d'")),
  },
  {
    name: 'wg-udp-filtered',
    about: "a firewall drops the tunnel's UDP packets",
    on: 'interface',
    plan: ({ host, interface: name }) => {
      const table = tableName('udp', name);
      const step = filterStep(host, table, [
        { hook: 'input', rule: 'udp dport PORT drop' },
        { hook: 'output', rule: 'udp sport PORT drop' },
      ]);
      // The port is the one the interface listens at now.
      const make = step.make.replaceAll('PORT', '$port').replace("<<'END'", '<<END');
      return [{ ...step, make: `port=$(wg show ${name} listen-port)\n${make}` }];
    },
  },
  {
    name: 'wg-interface-down',
    about: 'the tunnel is taken down',
    on: 'interface',
    plan: ({ host, interface: name }) => [
      { host, make: `systemctl stop wg-quick@${name}`, undo: `systemctl start wg-quick@${name}` },
    ],
  },
  {
    name: 'wg-stale',
    about: "the other end's WireGuard hangs",
    on: 'interface',
    plan: (target) => {
      const { host, interface: name } = needTunnel(target);
      const signal = (word: string) => `pkill -${word} -f '^wireguard-go ${name}$'`;
      return [{ host, make: signal('STOP'), undo: signal('CONT') }];
    },
  },
];
