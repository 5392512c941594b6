import { quoteWord } from '../remote/shell-words.ts';
import { type HostLayout, scriptHead, stateFolder } from './layout.ts';

/** More than this of holds is not read; what is cut counts as a hold of the whole host. */
export const mostHoldBytes = 65_536;

/** A command that prints the holds in the folder `$S`, a line each. */
export const printHolds = `cat "$S"/holds/* 2>/dev/null | head -c ${mostHoldBytes}`;

/** A script that prints, as root, what is held on a host and why. */
export function readHoldsScript(layout: HostLayout): string {
  return `${scriptHead}S=${quoteWord(stateFolder(layout))}
${printHolds}
exit 0
`;
}

/** A script that keeps, as root, the hold on its stdin under this name, whole or not at all. */
export function putHoldScript(name: string, layout: HostLayout): string {
  return `${scriptHead}S=${quoteWord(stateFolder(layout))} name=${quoteWord(name)}
mkdir -p -- "$S/holds" || exit 1
cat >"$S/holds/.$name.$$" && mv -f -- "$S/holds/.$name.$$" "$S/holds/$name"
`;
}

/** A script that takes, as root, the holds of these names away, and prints the names of those that were there. */
export function dropHoldsScript(names: readonly string[], layout: HostLayout): string {
  return `${scriptHead}S=${quoteWord(stateFolder(layout))}
for name in ${names.map(quoteWord).join(' ')}; do
  [ -e "$S/holds/$name" ] || continue
  rm -f -- "$S/holds/$name" || exit 1
  printf '%s\\n' "$name"
done
`;
}
