/** An entry of a host's seed archive. Paths are absolute on the host; ids are numeric because the archive is unpacked before the host has names. */
export type ArchiveEntry = {
  readonly path: string;
  readonly mode: number;
  readonly user: number;
  readonly group: number;
} & (
  | { readonly kind: 'file'; readonly content: Buffer | string }
  /** An opaque folder hides what the running system has there. */
  | { readonly kind: 'folder'; readonly opaque: boolean }
  | { readonly kind: 'link'; readonly target: string }
  | { readonly kind: 'device'; readonly major: number; readonly minor: number }
);

const blockSize = 512;
const typeFlags = { file: '0', link: '2', device: '3', folder: '5' } as const;

/** A pax archive (POSIX.1-2001) that GNU tar unpacks into an overlay's upper folder; a character device 0:0 there hides a file of the lower one. */
export function buildArchive(entries: readonly ArchiveEntry[]): Buffer {
  const parts = entries.flatMap(buildEntry);
  parts.push(Buffer.alloc(2 * blockSize));
  return Buffer.concat(parts);
}

function buildEntry(entry: ArchiveEntry): Buffer[] {
  const content = entry.kind === 'file' ? toBuffer(entry.content) : Buffer.alloc(0);
  const path = entry.path.replace(/^\/+/, '');
  const extensions: [string, string][] = [];
  if (Buffer.byteLength(path) > 100) extensions.push(['path', path]);
  if (entry.kind === 'link' && Buffer.byteLength(entry.target) > 100)
    extensions.push(['linkpath', entry.target]);
  if (entry.kind === 'folder' && entry.opaque) extensions.push(['SCHILY.xattr.trusted.overlay.opaque', 'y']);
  const parts: Buffer[] = [];
  if (extensions.length > 0) {
    const records = Buffer.from(extensions.map(([key, value]) => buildRecord(key, value)).join(''));
    parts.push(buildHeader({ path: 'pax', flag: 'x', size: records.length }), pad(records));
  }
  parts.push(
    buildHeader({
      path,
      flag: typeFlags[entry.kind],
      size: content.length,
      mode: entry.mode,
      user: entry.user,
      group: entry.group,
      ...(entry.kind === 'link' ? { target: entry.target } : {}),
      ...(entry.kind === 'device' ? { major: entry.major, minor: entry.minor } : {}),
    }),
    pad(content),
  );
  return parts;
}

/** A pax record: its own length in decimal, then `key=value`. */
function buildRecord(key: string, value: string): string {
  const rest = Buffer.byteLength(` ${key}=${value}\n`);
  let length = rest + String(rest).length;
  length = rest + String(length).length;
  return `${length} ${key}=${value}\n`;
}

interface HeaderFields {
  readonly path: string;
  readonly flag: string;
  readonly size: number;
  readonly mode?: number;
  readonly user?: number;
  readonly group?: number;
  readonly target?: string;
  readonly major?: number;
  readonly minor?: number;
}

function buildHeader(fields: HeaderFields): Buffer {
  const header = Buffer.alloc(blockSize);
  const octal = (value: number, offset: number, width: number) =>
    header.write(`${value.toString(8).padStart(width - 1, '0')}\0`, offset, 'ascii');
  header.write(fields.path, 0, 100);
  octal(fields.mode ?? 0o644, 100, 8);
  octal(fields.user ?? 0, 108, 8);
  octal(fields.group ?? 0, 116, 8);
  octal(fields.size, 124, 12);
  octal(Math.floor(Date.now() / 1000), 136, 12);
  header.write(' '.repeat(8), 148, 'ascii');
  header.write(fields.flag, 156, 'ascii');
  header.write(fields.target ?? '', 157, 100);
  header.write('ustar\x0000', 257, 'ascii');
  octal(fields.major ?? 0, 329, 8);
  octal(fields.minor ?? 0, 337, 8);
  const sum = header.reduce((total, byte) => total + byte, 0);
  header.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148, 'ascii');
  return header;
}

function pad(content: Buffer): Buffer {
  const missing = (blockSize - (content.length % blockSize)) % blockSize;
  return missing === 0 ? content : Buffer.concat([content, Buffer.alloc(missing)]);
}

function toBuffer(content: Buffer | string): Buffer {
  return typeof content === 'string' ? Buffer.from(content) : content;
}
