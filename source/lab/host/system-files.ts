/** Files of a lab host's system that do not depend on the host. */

export const nameSwitch = `passwd: files
group: files
shadow: files
hosts: files dns
networks: files
protocols: files
services: files
`;

export const sudoers = `Defaults env_reset
Defaults secure_path="/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
Defaults !lecture
root ALL=(ALL:ALL) ALL
%sudo ALL=(ALL:ALL) ALL
@includedir /etc/sudoers.d
`;

/** Without the modules of this machine, which may ask a directory service that no lab host reaches. */
export const sudoPam = `auth required pam_unix.so
account required pam_permit.so
session required pam_permit.so
`;

/** Keys only, nothing that waits for DNS or PAM; the rest is OpenSSH's default. */
export const sshdConfig = `HostKey /etc/ssh/ssh_host_ed25519_key
PasswordAuthentication no
KbdInteractiveAuthentication no
UsePAM no
UseDNS no
PrintMotd no
PrintLastLog no
MaxStartups 100
MaxSessions 100
AcceptEnv LANG LC_*
Subsystem sftp /usr/lib/openssh/sftp-server
`;

export const birdEnvironment = `BIRD_RUN_USER=bird
BIRD_RUN_GROUP=bird
BIRD_ARGS=
`;

export function hostsFile(name: string): string {
  return `127.0.0.1 localhost
127.0.1.1 ${name}
::1 localhost ip6-localhost ip6-loopback
`;
}
