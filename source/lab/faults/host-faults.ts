import type { Fault } from './model.ts';

/** Faults of a host, its daemons and its interfaces. */
export const hostFaults: readonly Fault[] = [
  {
    name: 'interface-down',
    about: 'an interface is switched off, and loses its IPv6 addresses',
    on: 'interface',
    plan: ({ host, interface: name }) => [
      {
        host,
        capture: [
          `ip -o -6 addr show dev ${name} scope global | awk '{ print "addr replace " $4 " dev " $2 " nodad" }'`,
          `ip -6 route show default dev ${name} | awk '{ print "route replace " $1 " " $2 " " $3 " dev ${name} metric 1024" }'`,
        ].join('; '),
        make: `ip link set ${name} down`,
        undo: `ip link set ${name} up; ip -6 -batch -`,
      },
    ],
  },
  {
    name: 'daemon-stopped',
    about: 'BIRD is stopped',
    on: 'host',
    plan: ({ host }) => [{ host, make: 'systemctl stop bird', undo: 'systemctl start bird' }],
  },
  {
    name: 'daemon-frozen',
    about: 'BIRD hangs: it runs and answers nothing',
    on: 'host',
    plan: ({ host }) => [{ host, make: 'pkill -STOP -x bird', undo: 'pkill -CONT -x bird' }],
  },
  {
    name: 'host-unreachable',
    about: 'sshd is dead',
    on: 'host',
    plan: ({ host }) => [
      { host, make: 'systemctl stop ssh; pkill -9 -x sshd; true', undo: 'systemctl start ssh' },
    ],
  },
  {
    name: 'disk-full',
    about: "the file system of BIRD's configuration is full",
    on: 'host',
    plan: ({ host }) => [
      {
        host,
        make: [
          'mkdir -p /run/disk-full && cp -a /etc/bird/. /run/disk-full/',
          'mount -t tmpfs -o size=64k,mode=0750 disk-full /etc/bird && chown bird:bird /etc/bird',
          'cp -a /run/disk-full/. /etc/bird/',
          'dd if=/dev/zero of=/etc/bird/full bs=1k 2>/dev/null; true',
        ].join('; '),
        undo: 'umount /etc/bird; rm -rf /run/disk-full',
      },
    ],
  },
  {
    name: 'congestion',
    about: 'an interface carries 64 kbit/s and queues the rest for up to 0.8 s',
    on: 'interface',
    plan: ({ host, interface: name }) => [
      {
        host,
        make: `tc qdisc replace dev ${name} root tbf rate 64kbit burst 4kb latency 800ms`,
        undo: `tc qdisc del dev ${name} root`,
      },
    ],
  },
];
