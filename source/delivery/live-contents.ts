import { scriptHead } from './layout.ts';

/** Content of live files larger than this is not compared line by line. */
export const largestShown = 512 * 1024;

/** A script that prints the content of the files on its stdin (one path a line), each as one line of base64. */
export function readContentsScript(): string {
  return `${scriptHead}while IFS= read -r path; do
  if [ -f "$path" ] && [ "$(stat -c %s -- "$path")" -le ${largestShown} ]; then
    base64 -w 0 -- "$path" || exit 1
    echo
  else
    echo -
  fi
done
`;
}

/** Reads what `readContentsScript` printed for these paths; a file too large or gone has no content. */
export function parseContents(output: string, paths: readonly string[]): ReadonlyMap<string, Buffer> {
  const contents = new Map<string, Buffer>();
  const lines = output.split('\n');
  for (const [index, path] of paths.entries()) {
    const line = lines[index];
    if (line !== undefined && line !== '-' && /^[A-Za-z0-9+/]*={0,2}$/.test(line)) {
      contents.set(path, Buffer.from(line, 'base64'));
    }
  }
  return contents;
}
