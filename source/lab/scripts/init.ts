/**
 * The first process of a lab host, in namespaces of its own. Reads the seed archive on stdin; tells its progress on
 * descriptor 3 (`pid N`, `mounted`) and passes 3 and 4 on to the boot script. All it writes lies on a tmpfs of its own
 * mount namespace, so nothing is left when the last process ends.
 */
export const initScript = `set -eu
umask 022
# The outer /proc still shows this process by the supervisor's count.
read -r pid rest </proc/self/stat
echo "pid $pid" >&3
mount -t tmpfs -o mode=0755 lab /tmp
mkdir /tmp/upper /tmp/work /tmp/root
tar -x -p --numeric-owner --xattrs '--xattrs-include=trusted.*' -f - -C /tmp/upper
mount -t overlay -o lowerdir=/,upperdir=/tmp/upper,workdir=/tmp/work lab /tmp/root
cd /tmp/root
mount -t proc -o nosuid,nodev,noexec proc proc
mount -t sysfs -o ro,nosuid,nodev,noexec sysfs sys
mount -t devpts -o newinstance,ptmxmode=0666,mode=0620,gid=5 devpts dev/pts
echo "$LAB_HOST" >proc/sys/kernel/hostname
pivot_root . mnt
umount -l /mnt
unset LAB_HOST
echo mounted >&3
exec tini -s -- /bin/sh /usr/lib/lab/boot </dev/null
`;
