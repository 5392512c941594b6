/**
 * What a lab host needs for a Docker engine of its own, for the shell of its units. All of it lies on a tmpfs of the
 * host's mount namespace and ends with the host; the control groups lie below one of the lab, which its end removes.
 */
export const engineScript = `engine_parent=
[ -r /usr/lib/lab/engine ] && . /usr/lib/lab/engine

# The control groups of this kernel, once: each hierarchy of version 1, or the one of version 2.
mount_groups() {
  mountpoint -q /sys/fs/cgroup && return 0
  groups=$(awk '$1 !~ /^#/ && $2 != 0 { of[$2] = of[$2] (of[$2] == "" ? "" : ",") $1 } END { for (id in of) print of[id] }' /proc/cgroups)
  if [ -z "$groups" ]; then mount -t cgroup2 none /sys/fs/cgroup; return; fi
  mount -t tmpfs -o mode=0755,size=64k cgroup /sys/fs/cgroup || return 1
  for group in $groups; do
    mkdir "/sys/fs/cgroup/$group" && mount -t cgroup -o "$group" cgroup "/sys/fs/cgroup/$group" || return 1
    case $group in *,*) for one in $(echo "$group" | tr ',' ' '); do ln -s "$group" "/sys/fs/cgroup/$one"; done ;; esac
  done
}

launch_engine() {
  mkdir -p /var/lib/docker
  mountpoint -q /var/lib/docker || mount -t tmpfs -o mode=0710,size=1g docker /var/lib/docker || return 1
  mount_groups || return 1
  rm -f /run/docker.pid
  spawn_unit docker dockerd --exec-opt native.cgroupdriver=cgroupfs --cgroup-parent "$engine_parent" \\
    --host unix:///run/docker.sock --log-level warn
  await_path docker /run/docker.sock || return 1
  # The socket is there before the engine listens to it.
  tries=250
  until docker version >/dev/null 2>&1; do
    [ "$(unit_state docker)" = active ] && [ $tries -gt 0 ] || return 1
    tries=$((tries - 1))
    sleep 0.02
  done
  [ -e /var/lib/docker/lab-images ] && return 0
  [ ! -s /usr/lib/lab/images ] || xargs lab-image --build 1 </usr/lib/lab/images && : >/var/lib/docker/lab-images
}
`;

/**
 * `lab-image [--build N] NAME...`: puts an image under each name into the host's engine, as an import from a local
 * file does. An image is this machine's busybox with what it needs; another build of a name is another image,
 * and the name then stands for that.
 */
export const imageScript = `#!/bin/sh
set -eu
version=1
[ "\${1:-}" != --build ] || { version=$2; shift 2; }
[ $# -gt 0 ] || { echo 'usage: lab-image [--build N] NAME...' >&2; exit 2; }
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
root=$folder/root
mkdir -p "$root/bin" "$root/etc" "$root/tmp" "$root/srv" "$folder/image/layer"
cp /bin/busybox "$root/bin/busybox"
for name in sh cat echo ls sleep wget httpd; do ln -s busybox "$root/bin/$name"; done
for path in $(ldd /bin/busybox | grep -o '/[^ ]*'); do
  mkdir -p "$root\${path%/*}"
  cp -L "$path" "$root$path"
done
printf 'root:x:0:0::/:/bin/sh\\nnobody:x:65534:65534::/:/bin/sh\\n' >"$root/etc/passwd"
# The same content is the same layer, whenever it is made.
tar --sort=name --mtime=@0 --owner=0 --group=0 --numeric-owner -C "$root" -cf "$folder/image/layer/layer.tar" .
sum=$(sha256sum "$folder/image/layer/layer.tar")
layer=\${sum%% *}
# Older versions are older; the same version is the same image on every host.
created=$(date -u -d "2026-01-01 +$version days" +%Y-%m-%dT%H:%M:%SZ)
entries=
number=0
for name in "$@"; do
  number=$((number + 1))
  cat >"$folder/image/$number.json" <<END
{"architecture":"$(dpkg --print-architecture)","os":"linux","created":"$created","config":{"Env":["PATH=/bin"],"Cmd":["sh"],"Labels":{"lab.image":"$name","lab.version":"$version"}},"rootfs":{"type":"layers","diff_ids":["sha256:$layer"]},"history":[{"created":"2026-01-01T00:00:00Z"}]}
END
  entries="$entries\${entries:+,}{\\"Config\\":\\"$number.json\\",\\"RepoTags\\":[\\"$name\\"],\\"Layers\\":[\\"layer/layer.tar\\"]}"
done
echo "[$entries]" >"$folder/image/manifest.json"
tar -C "$folder/image" -cf - . | docker load --quiet
`;
