/** Text with every secret value replaced by the mark. */
export type Redactor = (text: string) => string;

/** What stands in a secret's place. */
export const secretMark = '‹secret›';

/** Shorter values are left alone: they occur in any text. */
const shortest = 4;
/** From this length on a value is also looked for inside base64, and line by line. */
const distinctive = 8;

/**
 * Makes a function that replaces secrets by their value, as text of other programs may quote them: as they are,
 * line by line, in base64, URL-encoded, escaped for JSON or the shell. Overlapping finds become one mark. It takes
 * one pass over the text, however many secrets there are.
 */
export function createRedactor(values: Iterable<string>): Redactor {
  const needles = indexNeedles(values);
  if (needles.size === 0) return (text) => text;
  return (text) => replaceFinds(text, needles);
}

/** Needles that begin with the same characters. */
interface Bucket {
  readonly needles: Set<string>;
  /** Their lengths, each once, longest first. */
  lengths: readonly number[];
}

type NeedleIndex = ReadonlyMap<string, Bucket>;

function indexNeedles(values: Iterable<string>): NeedleIndex {
  const index = new Map<string, Bucket>();
  for (const value of values) for (const needle of listForms(value)) addNeedle(index, needle);
  for (const bucket of index.values()) {
    const lengths = new Set([...bucket.needles].map((needle) => needle.length));
    bucket.lengths = [...lengths].sort((a, b) => b - a);
  }
  return index;
}

function addNeedle(index: Map<string, Bucket>, needle: string): void {
  if (needle.length < shortest) return;
  const start = needle.slice(0, shortest);
  const bucket = index.get(start) ?? { needles: new Set(), lengths: [] };
  bucket.needles.add(needle);
  index.set(start, bucket);
}

function replaceFinds(text: string, needles: NeedleIndex): string {
  let result = '';
  let copied = 0;
  let from = -1;
  let to = -1;
  for (let at = 0; at + shortest <= text.length; at += 1) {
    const length = measureFind(text, at, needles);
    if (length === 0) continue;
    if (at > to) {
      if (from >= 0) {
        result += text.slice(copied, from) + secretMark;
        copied = to;
      }
      from = at;
    }
    to = Math.max(to, at + length);
  }
  if (from < 0) return text;
  return result + text.slice(copied, from) + secretMark + text.slice(to);
}

/** The length of the longest needle that begins here. */
function measureFind(text: string, at: number, needles: NeedleIndex): number {
  const bucket = needles.get(text.slice(at, at + shortest));
  return bucket?.lengths.find((length) => bucket.needles.has(text.slice(at, at + length))) ?? 0;
}

function listForms(value: string): readonly string[] {
  const trimmed = value.trim();
  const plain = [value, trimmed, ...listLines(trimmed)];
  return plain.flatMap((one) => [one, ...listEscapes(one)]).concat(listBase64(value), listBase64(trimmed));
}

/** The lines of a key or certificate, which templates indent; its markers are no secret. */
function listLines(value: string): readonly string[] {
  if (!value.includes('\n')) return [];
  return value
    .split(/\r?\n/)
    .map((line) => line.trim())
    .filter((line) => line.length >= distinctive && !line.startsWith('-----'));
}

function listEscapes(value: string): readonly string[] {
  const json = JSON.stringify(value).slice(1, -1);
  const ascii = json.replace(
    /[\u0080-\uffff]/g,
    (one) => `\\u${one.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
  const url = encodeUrl(value);
  return [
    json,
    ascii,
    json.replaceAll('/', '\\/'),
    url,
    url.replaceAll('%20', '+'),
    url.replace(/%[0-9A-F]{2}/g, (code) => code.toLowerCase()),
    value.replaceAll("'", `'\\''`),
    value.replaceAll("'", "''"),
    value.replace(/[&<>"']/g, (one) => htmlNames[one] ?? one),
  ];
}

const htmlNames: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&#34;',
  "'": '&#39;',
};

/** Lone surrogates have no URL form. */
function encodeUrl(value: string): string {
  return /\p{Surrogate}/u.test(value) ? value : encodeURIComponent(value);
}

/**
 * What every base64 text with the value somewhere in it contains: for each of the three ways its bytes can fall
 * on the groups, the characters that depend on the value alone.
 */
function listBase64(value: string): readonly string[] {
  if (value.length < distinctive) return [];
  const bytes = Buffer.from(value, 'utf8');
  const forms = [bytes.toString('base64').replace(/=+$/, '')];
  for (const offset of [0, 1, 2]) {
    const encoded = Buffer.concat([Buffer.alloc(offset), bytes]).toString('base64');
    const first = Math.ceil((offset * 8) / 6);
    const last = Math.floor(((offset + bytes.length) * 8) / 6);
    forms.push(encoded.slice(first, last));
  }
  return forms.flatMap((form) => [form, form.replaceAll('+', '-').replaceAll('/', '_')]);
}
