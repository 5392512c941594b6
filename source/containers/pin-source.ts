/** An image named in a file of the repository. */
export interface ImagePlace {
  /** From 1. */
  readonly line: number;
  /** The line itself and those above it that it is indented under, outermost first. */
  readonly context: readonly string[];
}

/** What a pin's remark in a source file says. */
export interface PinRemark {
  /** `2026-11-21` */
  readonly at: string;
  readonly by: string;
  /** The name that stood there before. */
  readonly was: string;
  readonly why?: string;
}

/** A pin as it stands in a file. */
export interface WrittenPin extends PinRemark {
  /** The line that names the image, from 1. */
  readonly line: number;
  /** The name it is pinned to. */
  readonly image: string;
}

/** How a file holds remarks: as comments, or, in JSON which has none, as a key beside the image's. */
export type SourceFormat = 'comments' | 'json';

const imageText = '[A-Za-z0-9][A-Za-z0-9._/:@-]{0,400}';
const remarkText = `(\\d{4}-\\d\\d-\\d\\d) by ([^,]{1,100}), instead of (${imageText}?)(?:: ([^"\\\\]{1,300}))?`;
const commentPattern = new RegExp(`^(\\s*)# Pinned ${remarkText}$`);
const jsonKey = 'image_pinned';
const jsonPattern = new RegExp(`"${jsonKey}": "${remarkText}",[ \\t]*\\n?[ \\t]*`);

/** The format of a file by its name; a template's is that of what it makes. */
export function formatOf(file: string): SourceFormat {
  return /\.json(?:\.j2)?$/.test(file) ? 'json' : 'comments';
}

/** Where a file names this image, as a whole word; comments are passed over. */
export function findImagePlaces(text: string, image: string): ImagePlace[] {
  const lines = text.split('\n');
  return lines.flatMap((line, index) => {
    if (!namesImage(line, image)) return [];
    return [{ line: index + 1, context: [...listAncestors(lines, index), line] }];
  });
}

function namesImage(line: string, image: string): boolean {
  if (/^\s*(?:#|\/\/|;)/.test(line)) return false;
  const at = line.indexOf(image);
  if (at === -1) return false;
  const around = `${line[at - 1] ?? ' '}${line[at + image.length] ?? ' '}`;
  // A remark in JSON names it too, in the middle of other words.
  return /^["'\s=:][\s"',}\]#]$/.test(around) && !line.includes(`instead of ${image}`);
}

function listAncestors(lines: readonly string[], index: number): string[] {
  const ancestors: string[] = [];
  let indent = indentOf(lines[index] ?? '').length;
  for (let above = index - 1; above >= 0 && indent > 0; above -= 1) {
    const line = lines[above] ?? '';
    const own = indentOf(line).length;
    if (line.trim() === '' || own >= indent) continue;
    ancestors.unshift(line);
    indent = own;
  }
  return ancestors;
}

function indentOf(line: string): string {
  return /^[ \t]*/.exec(line)?.[0] ?? '';
}

/** The file's text with the image of a line pinned and a dated remark beside it; all else stays as it is. */
export function writePin(
  text: string,
  { line }: Pick<ImagePlace, 'line'>,
  image: string,
  remark: PinRemark,
  format: SourceFormat,
): string {
  const lines = text.split('\n');
  const old = lines[line - 1] ?? '';
  const why = remark.why === undefined ? '' : `: ${remark.why}`;
  const words = `${remark.at} by ${remark.by}, instead of ${remark.was}${why}`;
  const pinned = old.replace(remark.was, () => image);
  const written =
    format === 'json' ? writeJsonRemark(pinned, words) : `${indentOf(old)}# Pinned ${words}\n${pinned}`;
  return [...lines.slice(0, line - 1), written, ...lines.slice(line)].join('\n');
}

/** Before the key that names the image: on a line of its own where that begins one. */
function writeJsonRemark(line: string, words: string): string {
  const text = JSON.stringify(words);
  const [, indent = '', rest = ''] = /^([ \t]*)(.*)$/.exec(line) ?? [];
  if (/^"[^"]*"\s*:\s*"/.test(rest)) return `${indent}"${jsonKey}": ${text},\n${line}`;
  // An object on one line: after its brace, or before the key.
  return line.replace(
    /("[\w-]+"\s*:\s*"[^"]*sha256:)/,
    (_all, key: string) => `"${jsonKey}": ${text}, ${key}`,
  );
}

/** The pins that a file holds. */
export function listPins(text: string, format: SourceFormat): WrittenPin[] {
  return format === 'json' ? listJsonPins(text) : listCommentPins(text);
}

function listCommentPins(text: string): WrittenPin[] {
  const lines = text.split('\n');
  return lines.flatMap((line, index) => {
    const remark = readRemark(commentPattern.exec(line)?.slice(2));
    const image = pinnedImage.exec(lines[index + 1] ?? '')?.[1];
    return remark === undefined || image === undefined ? [] : [{ ...remark, image, line: index + 2 }];
  });
}

const pinnedImage = new RegExp(`["'\\s=:](${imageText}?sha256:[0-9a-f]{64}|sha256:[0-9a-f]{64})`);

function listJsonPins(text: string): WrittenPin[] {
  const pins: WrittenPin[] = [];
  let rest = text;
  let offset = 0;
  for (let match = jsonPattern.exec(rest); match !== null; match = jsonPattern.exec(rest)) {
    offset += match.index + match[0].length;
    rest = text.slice(offset);
    const remark = readRemark(match.slice(1));
    const image = pinnedImage.exec(rest.split('\n', 1)[0] ?? '')?.[1];
    if (remark !== undefined && image !== undefined)
      pins.push({ ...remark, image, line: text.slice(0, offset).split('\n').length });
  }
  return pins;
}

function readRemark(parts: readonly (string | undefined)[] | undefined): PinRemark | undefined {
  const [at, by, was, why] = parts ?? [];
  if (at === undefined || by === undefined || was === undefined) return undefined;
  return { at, by, was, ...(why !== undefined && { why }) };
}

/** The file's text without this pin: the name that stood there before, and no remark. */
export function removePin(text: string, pin: WrittenPin, format: SourceFormat): string {
  const lines = text.split('\n');
  const index = pin.line - 1;
  const restored = (lines[index] ?? '').replace(pin.image, () => pin.was);
  const before = lines.slice(0, index);
  const rest = lines.slice(index + 1);
  if (format === 'comments') return [...before.slice(0, -1), restored, ...rest].join('\n');
  const joined = [...before, restored].join('\n');
  const at = joined.lastIndexOf(`"${jsonKey}"`);
  const cleaned = joined.slice(0, at) + joined.slice(at).replace(jsonPattern, '');
  return [cleaned, ...rest].join('\n');
}
