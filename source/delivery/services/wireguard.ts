import { quoteWord } from '../../remote/shell-words.ts';
import { idle, type ServiceScriptMaker } from './service-script.ts';

/**
 * A wg-quick interface: peers alone are taken up by `wg syncconf` and their routes, which keeps handshakes; a change
 * in `[Interface]` needs a restart (wg-quick(8)). Well when the interface is there and every peer with a keepalive
 * that had a fresh handshake has one again.
 */
export const wireguardScript: ServiceScriptMaker = (work, index, layout) => {
  if (work.service.kind !== 'wireguard') throw new Error('not a WireGuard interface');
  const name = work.service.interface;
  const file = `${layout.root}/etc/wireguard/${name}.conf`;
  const word = quoteWord(name);
  const added = work.added.includes(file) ? 'yes' : '';
  const removed = work.removed.includes(file) ? 'yes' : '';
  return {
    functions: `
${wireguardFunctions}
validate_${index}() {
  command -v wg-quick >/dev/null || { echo 'wireguard-tools are not installed on the host'; return 1; }
  mkdir -p -- "$R/candidate/wireguard" || return 1
  while read -r action sha mode owner group expected path; do
    [ "$action" = put ] && [ "$path" = ${quoteWord(file)} ] || continue
    candidate=$R/candidate/wireguard/${name}.conf
    cp -- "$S/objects/$sha" "$candidate" || return 1
    timeout 20 wg-quick strip "$candidate" 2>&1 >/dev/null || return 1
    wg_keys "$candidate" | while read -r key value; do
      printf '%s\\n' "$value" | timeout 5 wg pubkey >/dev/null 2>&1 || { echo "$key is not a WireGuard key"; exit 1; }
    done || return 1
  done <"$R/ops"
}
before_${index}() {
  wg_exists ${word} && : >"$R/${name}.running"
  [ ! -f ${quoteWord(file)} ] || cp -- ${quoteWord(file)} "$R/${name}.old"
  wg_fresh ${word} >"$R/${name}.fresh"
}
leave_${index}() {
  if [ -n "$reverting" ]; then gone='${added}'; else gone='${removed}'; fi
  [ -n "$gone" ] && wg_exists ${word} || return 0
  systemctl disable --now wg-quick@${word}
}
activate_${index}() {
  [ -f ${quoteWord(file)} ] || return 0
  other=$R/${name}.old
  if [ -n "$reverting" ]; then other=$R/${name}.new; else cp -- ${quoteWord(file)} "$R/${name}.new" || return 1; fi
  if ! wg_exists ${word}; then
    if [ -e "$R/${name}.running" ] || { [ -n '${added}' ] && [ -z "$reverting" ]; }; then
      systemctl enable --now wg-quick@${word}
    else
      echo 'wg-quick@${name} is stopped, and was left so'
    fi
  elif [ -f "$other" ] && wg_peers_only "$other" ${quoteWord(file)}; then
    wg_sync ${word} "$other" ${quoteWord(file)}
  else
    systemctl restart wg-quick@${word}
  fi
}
verify_${index}() {
  [ -f ${quoteWord(file)} ] || return 0
  [ -e "$R/${name}.running" ] || [ -n '${added}' ] || return 0
  wg_exists ${word} || { echo 'interface ${name} is not there'; return 1; }
  wg_fresh ${word} >"$R/${name}.now"
  wg show ${word} persistent-keepalive 2>/dev/null | awk '$2 != "off" { print $1 }' >"$R/${name}.alive"
  lost=$(awk -v now="$R/${name}.now" -v alive="$R/${name}.alive" '
    BEGIN { while ((getline key < now) > 0) fresh[key] = 1; while ((getline key < alive) > 0) keeps[key] = 1 }
    ($1 in keeps) && !($1 in fresh) { printf "%s%s", mark, $1; mark = ", " }' "$R/${name}.fresh")
  [ -z "$lost" ] || { echo "no handshake yet on ${name} with $lost"; return 1; }
}
${idle(index, ['confirm'])}`,
  };
};

/** Functions that all interfaces share; defined again by each, the same. */
const wireguardFunctions = `wg_exists() { ip link show dev "$1" >/dev/null 2>&1; }
wg_lines() {
  awk -v wanted="$2" '{ sub(/#.*/, "") }
    /^[ \\t]*\\[/ { inside = index(tolower($0), "[" wanted "]"); next }
    inside { gsub(/[ \\t\\r]/, ""); if ($0 != "") print }' "$1"
}
wg_keys() {
  awk -F= '{ sub(/#.*/, "") } tolower($1) ~ /^[ \\t]*(privatekey|publickey|presharedkey)[ \\t]*$/ {
    key = $1; value = substr($0, index($0, "=") + 1); gsub(/[ \\t\\r]/, "", key); gsub(/[ \\t\\r]/, "", value); print key, value }' "$1"
}
wg_peers_only() { [ "$(wg_lines "$1" interface)" = "$(wg_lines "$2" interface)" ] && [ -z "$(wg_routes "$1" "$2" | grep '/0$')" ]; }
wg_allowed() { wg_lines "$1" peer | sed -n 's/^[Aa][Ll][Ll][Oo][Ww][Ee][Dd][Ii][Pp][Ss]=//p' | tr ',' '\\n' | sort -u; }
wg_table() { wg_lines "$1" interface | sed -n 's/^[Tt][Aa][Bb][Ll][Ee]=//p' | tail -n 1; }
wg_routes() {
  [ "$(wg_table "$2")" != off ] || return 0
  wg_allowed "$1" >"$R/routes.before"
  wg_allowed "$2" >"$R/routes.after"
  comm -23 "$R/routes.before" "$R/routes.after" | sed 's/^/- /'
  comm -13 "$R/routes.before" "$R/routes.after" | sed 's/^/+ /'
}
wg_route() {
  family=-4
  case $2 in *:*) family=-6 ;; esac
  if [ "$1" = + ]; then verb=replace; else verb=del; fi
  ip "$family" route "$verb" "$2" dev "$3" \${4:+table "$4"}
}
wg_sync() {
  table=$(wg_table "$3")
  [ "$table" = auto ] && table=
  timeout 20 wg-quick strip "$3" >"$R/$1.stripped" || return 1
  timeout 20 wg syncconf "$1" "$R/$1.stripped" || return 1
  rm -f -- "$R/$1.stripped"
  wg_routes "$2" "$3" >"$R/$1.routes"
  while read -r sign net; do wg_route "$sign" "$net" "$1" "$table" 2>&1 || [ "$sign" = - ] || return 1; done <"$R/$1.routes"
}
wg_fresh() {
  now=$(date +%s)
  wg show "$1" latest-handshakes 2>/dev/null | awk -v now="$now" '$2 > 0 && now - $2 < 180 { print $1 }'
}`;
