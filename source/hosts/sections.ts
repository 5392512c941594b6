const mark = '@@peerdeck ';

/** A line of `sh` that begins a section of a script's output. */
export function markSection(name: string): string {
  return `echo '${mark}${name}'`;
}

/** The sections of a script's output by their names; what stands before the first is left out. */
export function splitSections(output: string): ReadonlyMap<string, readonly string[]> {
  const sections = new Map<string, string[]>();
  let open: string[] | undefined;
  for (const line of output.split('\n')) {
    if (line.startsWith(mark)) {
      open = [];
      sections.set(line.slice(mark.length).trim(), open);
    } else if (line.trim() !== '') open?.push(line.replace(/\r$/, ''));
  }
  return sections;
}
