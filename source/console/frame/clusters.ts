import stringWidth from 'string-width';

/** One grapheme as a terminal shows it the same everywhere: its text, and the columns it takes. */
export interface Cluster {
  readonly text: string;
  readonly width: 0 | 1 | 2;
}

const segmenter = new Intl.Segmenter(undefined, { granularity: 'grapheme' });
const textStyleEmoji = /^(?!\p{Emoji_Presentation})\p{Emoji}$/u;
/** Marks that terminals put over what is before them; those of Indic scripts also join what comes after. */
const mark =
  /^(?=[\p{Mn}\p{Me}])[\p{sc=Zinh}\p{sc=Latn}\p{sc=Cyrl}\p{sc=Grek}\p{sc=Hebr}\p{sc=Arab}\p{sc=Thai}\p{sc=Laoo}]$/u;
/** What would join the grapheme before it or after it, were it written on its own: marks, lone Korean letters, skin tones. */
const joining =
  /^[\p{M}\p{Grapheme_Extend}\p{Emoji_Modifier}\u0e33\u0eb3\u1100-\u11ff\ua960-\ua97c\ud7b0-\ud7fb\u0d4e\u{111c2}\u{111c3}\u{113d1}\u{1193f}\u{11941}\u{11a84}-\u{11a89}\u{11d46}\u{11f02}]$/u;
const replacement: Cluster = { text: '\ufffd', width: 1 };
const invisible = /^[\p{Mn}\p{Me}\p{C}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]$/u;
const variationSelector = /^[\ufe00-\ufe0f]$/u;
const maximalMarks = 3;
const regionalIndicatorA = 0x1f1e6;
const regionalIndicatorZ = 0x1f1ff;

const known = new Map<string, Cluster>();
const knownLimit = 4096;

/** Columns of one code point; emoji that are text by default are narrow in every terminal that matters. */
function codePointWidth(character: string): 0 | 1 | 2 {
  if (invisible.test(character)) return 0;
  if (textStyleEmoji.test(character)) return 1;
  const width = stringWidth(character);
  return width > 1 ? 2 : width === 1 ? 1 : 0;
}

function isRegionalIndicator(codePoint: number): boolean {
  return codePoint >= regionalIndicatorA && codePoint <= regionalIndicatorZ;
}

/** Flags become their two letters: terminals disagree on whether a flag takes two columns or four. */
function flagLetter(codePoint: number): string {
  return String.fromCharCode(0x41 + codePoint - regionalIndicatorA);
}

/**
 * A grapheme reduced to what terminals, tmux and screen agree on: a base with a few non-spacing marks. Joined
 * emoji keep their first, selectors and skin tones go.
 */
function simplify(grapheme: string): Cluster {
  const characters = [...grapheme.normalize('NFC')];
  const base = characters[0] ?? '';
  const codePoint = base.codePointAt(0) ?? 0;
  if (isRegionalIndicator(codePoint)) return { text: flagLetter(codePoint), width: 1 };
  const width = codePointWidth(base);
  if (width === 0) return { text: '', width: 0 };
  if (joining.test(base)) return replacement;
  const marks = characters.slice(1).filter((each) => mark.test(each) && !variationSelector.test(each));
  return { text: (base + marks.slice(0, maximalMarks).join('')).normalize('NFC'), width };
}

function readCluster(grapheme: string): Cluster {
  const hit = known.get(grapheme);
  if (hit !== undefined) return hit;
  const cluster = simplify(grapheme);
  if (known.size >= knownLimit) known.clear();
  known.set(grapheme, cluster);
  return cluster;
}

/** The clusters of a text without escape sequences; what takes no column is left out. */
export function* eachCluster(text: string): Generator<Cluster> {
  for (const { segment } of segmenter.segment(text)) {
    const first = segment.codePointAt(0) ?? 0;
    if (isRegionalIndicator(first)) {
      for (const character of segment) yield readCluster(character);
      continue;
    }
    const cluster = readCluster(segment);
    if (cluster.width > 0) yield cluster;
  }
}

/** ASCII, Latin and what frames are drawn with: one column each, and nothing joins them. */
const narrow = /^[\u0020-\u007e\u00a1-\u00ac\u00ae-\u02ff\u2026\u2190-\u2193\u2500-\u25df\u2714\u2716]*$/;

/** Whether every character of a text is one column wide, so that its length is its width. */
export function isNarrow(text: string): boolean {
  return narrow.test(text);
}

/** Columns that a text without escape sequences takes. */
export function displayWidth(text: string): number {
  if (isNarrow(text)) return text.length;
  let width = 0;
  for (const cluster of eachCluster(text)) width += cluster.width;
  return width;
}
