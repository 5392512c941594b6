/** In which styles a text can be written in YAML, as libyaml judges it. */
export interface ScalarAnalysis {
  readonly isEmpty: boolean;
  readonly isMultiline: boolean;
  readonly allowsFlowPlain: boolean;
  readonly allowsBlockPlain: boolean;
  readonly allowsSingleQuoted: boolean;
}

const breaks = '\r\n\x85\u2028\u2029';
const blanks = `\0 \t${breaks}`;

export function isBreak(character: string | undefined): boolean {
  return character !== undefined && breaks.includes(character);
}

/** What a text holds that matters to how it is written. */
interface Findings {
  blockIndicators: boolean;
  flowIndicators: boolean;
  lineBreaks: boolean;
  special: boolean;
  edge: boolean;
  breakThenSpace: boolean;
  spaceThenBreak: boolean;
}

export function analyzeScalar(characters: readonly string[]): ScalarAnalysis {
  if (characters.length === 0) {
    return {
      isEmpty: true,
      isMultiline: false,
      allowsFlowPlain: false,
      allowsBlockPlain: true,
      allowsSingleQuoted: true,
    };
  }
  const found = inspect(characters);
  const allowsPlain = !(
    found.edge ||
    found.breakThenSpace ||
    found.spaceThenBreak ||
    found.special ||
    found.lineBreaks
  );
  return {
    isEmpty: false,
    isMultiline: found.lineBreaks,
    allowsFlowPlain: allowsPlain && !found.flowIndicators,
    allowsBlockPlain: allowsPlain && !found.blockIndicators,
    allowsSingleQuoted: !(found.breakThenSpace || found.spaceThenBreak || found.special),
  };
}

function inspect(characters: readonly string[]): Findings {
  const start = characters.slice(0, 3).join('');
  const marks = start === '---' || start === '...';
  const found: Findings = {
    blockIndicators: marks,
    flowIndicators: marks,
    lineBreaks: false,
    special: false,
    edge: false,
    breakThenSpace: false,
    spaceThenBreak: false,
  };
  characters.forEach((character, index) => {
    const before = characters[index - 1];
    findIndicators(found, character, before, characters[index + 1]);
    if (isBreak(character)) found.lineBreaks = true;
    if (isSpecial(character)) found.special = true;
    const isEdge = index === 0 || index === characters.length - 1;
    if (isEdge && (character === ' ' || isBreak(character))) found.edge = true;
    if (character === ' ' && isBreak(before)) found.breakThenSpace = true;
    if (isBreak(character) && before === ' ') found.spaceThenBreak = true;
  });
  return found;
}

function findIndicators(
  found: Findings,
  character: string,
  before: string | undefined,
  after: string | undefined,
): void {
  const isFollowed = after === undefined || blanks.includes(after);
  if (before === undefined) {
    if ('#,[]{}&*!|>\'"%@`'.includes(character)) mark(found, true, true);
    if ('?:'.includes(character)) mark(found, true, isFollowed);
    if (character === '-' && isFollowed) mark(found, true, true);
    return;
  }
  if (',?[]{}'.includes(character)) mark(found, true, false);
  if (character === ':') mark(found, true, isFollowed);
  if (character === '#' && blanks.includes(before)) mark(found, true, true);
}

function mark(found: Findings, flow: boolean, block: boolean): void {
  found.flowIndicators ||= flow;
  found.blockIndicators ||= block;
}

/** A character that only double quotes can hold. */
function isSpecial(character: string): boolean {
  if (character === '\n' || (character >= ' ' && character <= '~')) return false;
  const code = character.codePointAt(0) ?? 0;
  const isPrintable = (code >= 0xa0 && code <= 0xd7ff) || (code >= 0xe000 && code <= 0xfffd);
  return !isPrintable || code === 0xfeff;
}

const escapes = new Map([
  ['\0', '0'],
  ['\x07', 'a'],
  ['\b', 'b'],
  ['\t', 't'],
  ['\n', 'n'],
  ['\v', 'v'],
  ['\f', 'f'],
  ['\r', 'r'],
  ['\x1b', 'e'],
  ['"', '"'],
  ['\\', '\\'],
  ['\x85', 'N'],
  ['\u2028', 'L'],
  ['\u2029', 'P'],
]);

/** How a character is written in double quotes; undefined for itself. */
export function escapeQuoted(character: string): string | undefined {
  const code = character.codePointAt(0) ?? 0;
  const isPlain =
    (code >= 0x20 && code <= 0x7e) || (code >= 0xa0 && code <= 0xd7ff) || (code >= 0xe000 && code <= 0xfffd);
  if (isPlain && !'"\\\x85\u2028\u2029\ufeff'.includes(character)) return undefined;
  const short = escapes.get(character);
  if (short !== undefined) return `\\${short}`;
  const digits = code.toString(16).toUpperCase();
  if (code <= 0xff) return `\\x${digits.padStart(2, '0')}`;
  return code <= 0xffff ? `\\u${digits.padStart(4, '0')}` : `\\U${digits.padStart(8, '0')}`;
}
