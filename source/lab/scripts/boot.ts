/**
 * Boots a lab host: waits for the word on descriptor 4 that its links are plugged in, sets up the network, and starts
 * its services. Says `problem TEXT` for each part that failed and `ready` at the end on descriptor 3.
 */
export const bootScript = `. /usr/lib/lab/units
problem() { echo "problem $*" >&3; }
# The last words of a unit, on one line.
words() { tail -n 6 "$logs/$1.log" 2>/dev/null | tr '\\n' ' '; }
begin() { start_unit "$1" 2>>"$logs/$1.log" || problem "$1: $(words "$1")"; }

mkdir -p "$state" "$logs"
busybox syslogd -O /var/log/syslog 3>&- 4>&- || problem 'syslog: busybox syslogd did not start'
read -r go <&4
. /usr/lib/lab/services
echo "$settings" | while IFS='=' read -r path value; do
  [ -z "$path" ] || echo "$value" >"/proc/sys/$path" || problem "setting $path"
done
answer=$(ip -batch /usr/lib/lab/network 2>&1) || problem "network: $(echo "$answer" | tr '\\n' ' ')"
for unit in $early; do begin "$unit" & done
for tunnel in $tunnels; do begin "wg-quick@$tunnel" & done
wait
if [ -s /usr/lib/lab/routes ]; then
  answer=$(ip -batch /usr/lib/lab/routes 2>&1) || problem "routes: $(echo "$answer" | tr '\\n' ' ')"
fi
# In a subshell, so that the daemon becomes the first process's child, which reaps it.
for unit in $late; do (begin "$unit"); done
echo ready >&3
exec sleep infinity
`;
