import { secretMark } from '../secrets/redaction.ts';
import type { ByteRange } from './rendered-file.ts';

/**
 * A rendered file's text with each secret range replaced by the mark; line breaks inside a secret stay, so that
 * line numbers hold. Bytes that are no UTF-8 become U+FFFD.
 */
export function maskSecretRanges(content: Buffer, ranges: readonly ByteRange[]): string {
  let text = '';
  let from = 0;
  for (const range of ranges) {
    const secret = content.subarray(range.start, range.end).toString('utf8');
    text += content.subarray(from, range.start).toString('utf8') + secret.replace(/[^\n]+/g, secretMark);
    from = range.end;
  }
  return text + content.subarray(from).toString('utf8');
}
