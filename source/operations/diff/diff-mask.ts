import { maskSecretRanges } from '../../rendering/mask-secrets.ts';
import type { RenderedFile } from '../../rendering/rendered-file.ts';
import { type Redactor, secretMark } from '../../secrets/redaction.ts';

/** The rendered side of a comparison, as it may be shown. */
export function showRendered(
  file: RenderedFile | undefined,
  redact: Redactor,
): { raw: string; shown: string } {
  if (!file) return { raw: '', shown: '' };
  return {
    raw: file.content.toString('utf8'),
    shown: redact(maskSecretRanges(file.content, file.secretRanges)),
  };
}

/**
 * The live side. Secrets known now are found by their value; one that was changed since is not known any more, so
 * wherever a rendered line has a secret, live lines that begin the same way are masked from there on.
 */
export function showLive(
  content: Buffer | undefined,
  rendered: RenderedFile | undefined,
  redact: Redactor,
): { raw: string; shown: string } {
  const raw = content?.toString('utf8') ?? '';
  const beginnings = rendered ? listSecretBeginnings(rendered) : [];
  const shown = redact(raw)
    .split('\n')
    .map((line) => maskFrom(line, beginnings))
    .join('\n');
  return { raw, shown };
}

/** What stands before a secret on its line, without the indentation; a bare secret gives nothing to go by. */
function listSecretBeginnings(file: RenderedFile): readonly string[] {
  const masked = maskSecretRanges(file.content, file.secretRanges);
  const beginnings = masked.split('\n').flatMap((line) => {
    const at = line.indexOf(secretMark);
    const beginning = at < 0 ? '' : line.slice(0, at).trimStart();
    return /\w{2}/.test(beginning) ? [beginning] : [];
  });
  return [...new Set(beginnings)];
}

function maskFrom(line: string, beginnings: readonly string[]): string {
  const text = line.trimStart();
  const beginning = beginnings.find((one) => text.startsWith(one));
  if (beginning === undefined || text === beginning) return line;
  return `${line.slice(0, line.length - text.length)}${beginning}${secretMark}`;
}
