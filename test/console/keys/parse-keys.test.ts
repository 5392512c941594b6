import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { KeyInput } from '../../../source/console/keys/key-input.ts';
import { splitEscape } from '../../../source/console/keys/key-input.ts';
import { flushKeys, initialKeyParserState, parseKeys } from '../../../source/console/keys/parse-keys.ts';

/** The keys of reads that come one after another, and of what was left when nothing more came. */
function readAll(...chunks: readonly string[]): readonly KeyInput[] {
  const inputs: KeyInput[] = [];
  let state = initialKeyParserState;
  for (const chunk of chunks) {
    const parsed = parseKeys(state, chunk);
    inputs.push(...parsed.inputs);
    state = parsed.state;
  }
  for (let flushes = 0; state.pending !== '' && state.pasted === undefined && flushes < 50; flushes++) {
    const parsed = flushKeys(state);
    inputs.push(...parsed.inputs);
    state = parsed.state;
  }
  return inputs;
}

function names(...chunks: readonly string[]): readonly string[] {
  return readAll(...chunks).map((input) => {
    if (input.kind === 'mouse') return `${input.button} ${input.column},${input.row}`;
    return input.kind === 'key' ? input.key : `paste ${input.text}`;
  });
}

describe('keys', () => {
  it('are told one by one, however many a read brings', () => {
    expect(names('jjj')).toEqual(['j', 'j', 'j']);
    expect(names('j\u001b[Bk\r')).toEqual(['j', 'down', 'k', 'enter']);
  });

  it.each([
    ['\r', 'enter'],
    ['\n', 'ctrl+j'],
    ['\t', 'tab'],
    [' ', 'space'],
    ['\u007f', 'backspace'],
    ['\b', 'backspace'],
    ['\u001b[3~', 'delete'],
    ['\u0003', 'ctrl+c'],
    ['\u001a', 'ctrl+z'],
    ['\u001b', 'escape'],
    ['\u001b[A', 'up'],
    ['\u001bOA', 'up'],
    ['\u001b[1;5C', 'ctrl+right'],
    ['\u001b[1;2A', 'shift+up'],
    ['\u001b[Z', 'shift+tab'],
    ['\u001b[5~', 'pageup'],
    ['\u001b[H', 'home'],
    ['\u001b[1~', 'home'],
    ['\u001bOP', 'f1'],
    ['\u001b[[A', 'f1'],
    ['\u001b[24~', 'f12'],
    ['\u001bx', 'alt+x'],
    ['\u001b\u007f', 'alt+backspace'],
    ['\u001b[27;5;99~', 'ctrl+c'],
    ['\u001b[99;5u', 'ctrl+c'],
    ['é', 'é'],
    ['日', '日'],
    ['😀', '😀'],
  ])('%j is %s', (bytes, key) => {
    expect(names(bytes)).toEqual([key]);
  });

  it('are not invented from what a terminal answers; a mouse is told once a press', () => {
    expect(names('\u001b[?62;22c')).toEqual([]);
    expect(names('\u001b]11;rgb:0000/0000/0000\u001b\\j')).toEqual(['j']);
    expect(names('\u001bP>|tmux 3.4\u001b\\')).toEqual([]);
    expect(names('\u001b[<0;10;10M\u001b[<0;10;10m\u001b[<65;1;1M')).toEqual(['left 9,9', 'wheel-down 0,0']);
    expect(names('\u001b[I\u001b[O')).toEqual([]);
  });

  it('of a paste are text, whatever is in it', () => {
    expect(names('\u001b[200~s y\r\u001b[A\u001b[201~j')).toEqual(['paste s y\r\u001b[A', 'j']);
    expect(names('\u001b[200~one', ' two\u001b[20', '1~')).toEqual(['paste one two']);
  });

  it('of Esc and another that came at once are both, where no Alt key is bound', () => {
    expect(names('\u001b\u001b')).toEqual(['escape', 'escape']);
    expect(splitEscape('alt+r')).toEqual([
      { kind: 'key', key: 'escape' },
      { kind: 'key', key: 'r', text: 'r' },
    ]);
    expect(splitEscape('f1')).toEqual([]);
  });

  it('do not depend on how the line cut the bytes', () => {
    const piece = fc.constantFrom(
      ...[
        'j',
        '\r',
        '\u001b[A',
        '\u001bOP',
        '\u001b[1;5C',
        '\u001b[3~',
        'é',
        '日',
        '\u001b[200~pa\u001bste\u001b[201~',
      ],
    );
    fc.assert(
      fc.property(
        fc.array(piece, { maxLength: 12 }),
        fc.array(fc.nat({ max: 80 }), { maxLength: 6 }),
        (pieces, cuts) => {
          const text = pieces.join('');
          const places = [...new Set(cuts.map((cut) => cut % (text.length + 1)))].sort(
            (left, right) => left - right,
          );
          const chunks = [0, ...places].map((start, index) =>
            text.slice(start, places[index] ?? text.length),
          );
          expect(names(...chunks)).toEqual(names(text));
        },
      ),
    );
  });

  it('come to an end whatever is sent', () => {
    fc.assert(
      fc.property(fc.array(fc.string({ unit: 'binary', maxLength: 40 }), { maxLength: 6 }), (chunks) => {
        const escaped = chunks.map((chunk) => chunk.replaceAll('e', '\u001b').replaceAll('b', '['));
        expect(readAll(...escaped).length).toBeLessThanOrEqual(escaped.join('').length + 1);
      }),
    );
  });
});
