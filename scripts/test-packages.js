import { spawnSync } from 'node:child_process';
import { accessSync, constants, existsSync } from 'node:fs';

/** Programs and files that the tests drive, and the Debian packages that bring them. */
const needs = [
  ['/usr/sbin/bird', 'bird2'],
  ['/usr/bin/wg', 'wireguard-tools'],
  ['/usr/bin/wireguard-go', 'wireguard-go'],
  ['/usr/sbin/sshd', 'openssh-server'],
  ['/usr/bin/ssh', 'openssh-client'],
  ['/usr/bin/tini', 'tini'],
  ['/usr/sbin/ip', 'iproute2'],
  ['/usr/sbin/nft', 'nftables'],
  ['/usr/bin/sudo', 'sudo'],
  ['/usr/sbin/nginx', 'nginx-light'],
  ['/usr/bin/nc', 'netcat-openbsd'],
  ['/usr/bin/stayrtr', 'stayrtr'],
  ['/usr/bin/ping', 'iputils-ping'],
  ['/usr/bin/traceroute', 'traceroute'],
  ['/usr/bin/ps', 'procps'],
  ['/usr/bin/busybox', 'busybox'],
  ['/usr/sbin/dockerd', 'docker.io'],
  ['/usr/bin/tmux', 'tmux'],
  ['/usr/bin/git', 'git'],
  ['/usr/bin/python3', 'python3'],
  ['/usr/lib/python3/dist-packages/jinja2', 'python3-jinja2'],
  ['/usr/lib/python3/dist-packages/yaml', 'python3-yaml'],
  ['/usr/lib/python3/dist-packages/netaddr', 'python3-netaddr'],
  ['/usr/bin/ansible-vault', 'ansible-core'],
  ['/usr/lib/postgresql/15/bin/postgres', 'postgresql-15'],
];

/** @param {string} path */
function isThere(path) {
  try {
    accessSync(path, constants.R_OK);
    return true;
  } catch {
    return false;
  }
}

/**
 * Installs the packages that are missing when run as root on Debian; otherwise says which, and the line that
 * brings them. No daemon of theirs is started.
 */
export function bringPackages() {
  const missing = needs.filter(([path]) => !isThere(path ?? '')).map(([, name]) => name);
  if (missing.length === 0) return;
  const line = `apt-get install -y --no-install-recommends ${missing.join(' ')}`;
  if (process.getuid?.() !== 0 || !existsSync('/etc/debian_version')) {
    console.error(`The tests need these Debian packages: ${missing.join(' ')}\nRun as root: ${line}`);
    process.exit(1);
  }
  console.log(`Installing Debian packages for the tests: ${missing.join(' ')}`);
  const script = `
set -e
policy=/usr/sbin/policy-rc.d
if [ ! -e $policy ]; then
  printf '#!/bin/sh\\nexit 101\\n' >$policy
  chmod 755 $policy
  trap 'rm -f $policy' EXIT
fi
export DEBIAN_FRONTEND=noninteractive
apt-get update -q
${line}
`;
  const { status } = spawnSync('sh', ['-c', script], { stdio: ['ignore', 'inherit', 'inherit'] });
  if (status !== 0) {
    console.error(`The packages could not be installed. Run as root: ${line}`);
    process.exit(1);
  }
}
