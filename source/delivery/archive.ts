import { gzipSync } from 'node:zlib';

/** A file of an archive. Names are short and plain: `files/12`. */
export interface ArchiveFile {
  readonly name: string;
  readonly content: Buffer | string;
}

const blockSize = 512;

/** A gzipped tar (POSIX ustar) of private files. */
export function createArchive(files: readonly ArchiveFile[]): Buffer {
  const blocks: Buffer[] = [];
  for (const file of files) {
    const content = Buffer.from(file.content);
    const padding = (blockSize - (content.length % blockSize)) % blockSize;
    blocks.push(createHeader(file.name, content.length), content, Buffer.alloc(padding));
  }
  return gzipSync(Buffer.concat([...blocks, Buffer.alloc(2 * blockSize)]), { level: 3 });
}

function createHeader(name: string, size: number): Buffer {
  if (Buffer.byteLength(name) > 100) throw new RangeError(`too long for a tar header: ${name}`);
  const header = Buffer.alloc(blockSize);
  header.write(name, 0, 'utf8');
  header.write('0000600\0', 100, 'latin1');
  header.write('0000000\0', 108, 'latin1');
  header.write('0000000\0', 116, 'latin1');
  header.write(`${size.toString(8).padStart(11, '0')}\0`, 124, 'latin1');
  header.write('00000000000\0', 136, 'latin1');
  header.write('        ', 148, 'latin1');
  header.write('0', 156, 'latin1');
  header.write('ustar\x0000', 257, 'latin1');
  const sum = header.reduce((total, byte) => total + byte, 0);
  header.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148, 'latin1');
  return header;
}
