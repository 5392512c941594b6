import { quoteWord } from '../remote/shell-words.ts';
import { type HostLayout, scriptHead, stateFolder } from './layout.ts';

/** The lock of a host. */
export interface HostLock {
  /** The change it is for. */
  readonly release: string;
  readonly who: string;
  /** By the clock of the console that took it, ISO 8601. */
  readonly since: string;
  readonly why: string;
  /** Its process on the host lives; a dead one's lock is taken over by the next change. */
  readonly running: boolean;
  /** Files were changed, or are about to be; before that everything is still as it was. */
  readonly begun: boolean;
}

const lockState = `id= pid= alive=no
{ read -r id <"$S/lock/id" && read -r pid <"$S/lock/pid"; } 2>/dev/null
[ -z "$id" ] || ! grep -qF -- "$id" "/proc/$pid/cmdline" 2>/dev/null || alive=yes
`;

/** A script that prints, as root, who holds a host; nothing where nobody does. Records that end in NUL. */
export function readLockScript(layout: HostLayout): string {
  return `${scriptHead}S=${quoteWord(stateFolder(layout))}
[ -d "$S/lock" ] || exit 0
${lockState}begun=no
[ ! -e "$S/releases/$id/begun" ] || begun=yes
printf '%s\\0%s\\0%s\\0%s\\0' "$id" "$alive" "$begun" "$(head -c 4000 "$S/lock/info" 2>/dev/null)"
`;
}

/** Reads what that script printed. */
export function parseLock(output: string): HostLock | undefined {
  const [release, alive, begun, info] = output.split('\0');
  if (release === undefined || info === undefined) return undefined;
  const [who = '', since = '', why = ''] = info.split('\n');
  return { release, who, since, why, running: alive === 'yes', begun: begun === 'yes' };
}

/**
 * A script that ends, as root, the change that holds a host: told to go back where it has begun, stopped where it has
 * not; what a dead one left is taken away. Waits for its end at most so many seconds. Ends in `gone` or `held`.
 */
export function breakLockScript(release: string, by: string, patience: number, layout: HostLayout): string {
  return `${scriptHead}S=${quoteWord(stateFolder(layout))} ID=${quoteWord(release)}
R=$S/releases/$ID
${lockState}[ "$id" = "$ID" ] || { echo gone; exit 0; }
if [ "$alive" = no ]; then
  rm -rf -- "$S/lock"
elif [ -e "$R/state" ]; then
  printf 'revert %s\\n' ${quoteWord(`the lock was broken by ${by}`)} >"$R/verdict.$$" && ln -- "$R/verdict.$$" "$R/verdict" 2>/dev/null
  rm -f -- "$R/verdict.$$"
else
  kill -TERM "$pid"
fi
tries=${patience * 5}
while [ "$tries" -gt 0 ]; do
  found=
  { read -r found <"$S/lock/id"; } 2>/dev/null
  [ "$found" = "$ID" ] || { echo gone; exit 0; }
  tries=$((tries - 1))
  sleep 0.2
done
echo held
`;
}
