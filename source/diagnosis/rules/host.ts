import { cite } from '../evidence.ts';
import type { HostFacts } from '../facts.ts';
import type { Cause } from '../model.ts';
import { makeCause } from './make-cause.ts';

const fullFrom = 99;

/** What is wrong with a host as a whole. */
export function findHostCauses({ name, reachable, observations }: HostFacts): Cause[] {
  if (!reachable) {
    const reach = observations.get('reach');
    const refused = /refused/i.test(reach?.output ?? '');
    return [
      makeCause('host-unreachable', {
        confidence: 0.97,
        explanation: refused
          ? `${name} refuses SSH: the host is up, and its sshd does not run.`
          : `${name} cannot be reached over SSH: it is off, cut off, or its sshd does not answer.`,
        evidence: [cite(reach)],
        fix: [
          "look at the provider's console",
          refused ? 'start sshd from there' : 'is the way there alright? does another host reach it?',
        ],
      }),
    ];
  }
  return findFullDisks(observations.get('disks')?.output ?? '').map(({ mount, line }) =>
    makeCause('disk-full', {
      confidence: 0.9,
      explanation: `The file system ${mount} of ${name} is full: configuration and logs cannot be written.`,
      evidence: [cite(observations.get('disks'), (each) => each === line || each.startsWith('Filesystem'))],
      fix: [`du -xh ${mount} | sort -h | tail`],
    }),
  );
}

/** Mounts that are full, of `df -P`. Never throws. */
export function findFullDisks(text: string): { readonly mount: string; readonly line: string }[] {
  const seen = new Set<string>();
  return text.split('\n').flatMap((line) => {
    const read = /\s(\d{1,3})%\s+(\/.*)$/.exec(line.slice(0, 1_000));
    const mount = read?.[2] ?? '';
    if (!read || Number(read[1]) < fullFrom || seen.has(mount)) return [];
    seen.add(mount);
    return [{ mount, line }];
  });
}

/** What is wrong with an interface that is no tunnel. */
export function findInterfaceCauses({ name: host, links, observations }: HostFacts, name: string): Cause[] {
  const link = links.find((each) => each.name === name);
  if (link === undefined || (link.up && link.carrier)) return [];
  return [
    makeCause('interface-down', {
      confidence: 0.97,
      explanation: link.up
        ? `${name} on ${host} has no carrier: nothing is plugged in, or the other side is off.`
        : `${name} is switched off on ${host}.`,
      evidence: [cite(observations.get('links'), (line) => line.includes(` ${name}`))],
      fix: [
        `on ${host}: ip link set ${name} up`,
        'an interface loses its IPv6 addresses when it goes down: add them again',
      ],
    }),
  ];
}

/** What is wrong with a host's BIRD. */
export function findBirdCauses({ name, bird, observations }: HostFacts): Cause[] {
  if (bird.state === 'stopped') {
    return [
      makeCause('daemon-stopped', {
        confidence: 0.97,
        explanation: `BIRD does not run on ${name}.`,
        evidence: [
          cite(observations.get('bird')),
          cite(observations.get('service')),
          cite(observations.get('processes')),
          lastWords(observations),
        ],
        fix: [`on ${name}: systemctl start bird`, 'if it does not stay up: bird -p, and journalctl -u bird'],
      }),
    ];
  }
  if (bird.state === 'unknown') {
    if (/not behind its control socket/.test(observations.get('bird')?.output ?? '')) {
      return [
        makeCause('control-socket-missing', {
          confidence: 0.95,
          explanation: `BIRD runs on ${name}, and its control socket is not where it should be: its sessions may be up, but nothing can be read or changed.`,
          evidence: [cite(observations.get('bird')), cite(observations.get('processes'))],
          fix: [
            `on ${name}: systemctl restart bird, which takes its sessions down for a moment`,
            'is it started with another socket (-s)? birdc has to be told too',
          ],
        }),
      ];
    }
    return [
      makeCause('unexplained', {
        confidence: 0.3,
        explanation: `What BIRD on ${name} would say could not be read, so nothing is known of its sessions.`,
        evidence: [cite(observations.get('bird')), cite(observations.get('processes'))],
        fix: [
          isRefused(observations)
            ? 'add the login user to the group bird, or let it use sudo'
            : `ask it there: birdc show status, on ${name}`,
        ],
      }),
    ];
  }
  if (bird.state !== 'frozen') return [];
  const processes = observations.get('processes');
  const halted = /^\s*\d+\s+T/m.test(processes?.output ?? '');
  return [
    makeCause('daemon-frozen', {
      confidence: 0.96,
      explanation: `BIRD runs on ${name} and answers nothing${halted ? ': its process was stopped by a signal' : ''}. Its sessions end when the hold time is over.`,
      evidence: [cite(observations.get('bird')), cite(processes)],
      fix: halted ? [`on ${name}: kill -CONT $(pidof bird)`] : [`on ${name}: systemctl restart bird`],
    }),
  ];
}

function isRefused(observations: HostFacts['observations']): boolean {
  return /become root|password is required|denied|not permitted/i.test(
    observations.get('bird')?.output ?? '',
  );
}

function lastWords(observations: HostFacts['observations']) {
  const log = observations.get('log');
  return log === undefined
    ? []
    : cite({ ...log, output: log.output.trimEnd().split('\n').slice(-3).join('\n') });
}
