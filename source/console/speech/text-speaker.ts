/** Tells of screens of text the lines that were not on the one before; light, for the first screen. */
export function createTextSpeaker(write: (bytes: string) => void): (frame: string) => void {
  let told = new Set<string>();
  return (frame) => {
    const lines = frame
      .replaceAll(/\u001b\[[0-9;]*m/g, '')
      .split('\n')
      .map((line) => line.trim())
      .filter((line) => line !== '');
    for (const line of lines) if (!told.has(line)) write(`${line}\r\n`);
    told = new Set(lines);
  };
}
