import { execa } from 'execa';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { expandHostPattern, parseAddress } from '../../source/fleet/host-address.ts';
import { readPythonLiteral } from '../../source/fleet/python-literal.ts';
import { splitShellWords } from '../../source/fleet/shell-split.ts';
import { tagValue } from './ansible.ts';

/** Runs a Python function over inputs; null stands for an exception. */
async function askPython(define: string, inputs: readonly string[]): Promise<readonly unknown[]> {
  const script = `
import sys, json, warnings
warnings.simplefilter('ignore')
${define}
def ask(text):
    try: return call(text)
    except Exception: return None
print(json.dumps([ask(text) for text in json.loads(sys.stdin.read())]))`;
  const { stdout } = await execa('/usr/bin/python3', ['-c', script], { input: JSON.stringify(inputs) });
  return JSON.parse(stdout);
}

function pair<Value>(
  inputs: readonly string[],
  values: readonly Value[],
): readonly (readonly [string, Value | undefined])[] {
  return inputs.map((input, index) => [input, values[index]]);
}

function jumble(pieces: readonly string[], count: number, length = 6): readonly string[] {
  return fc.sample(
    fc.array(fc.constantFrom(...pieces), { maxLength: length }).map((parts) => parts.join('')),
    count,
  );
}

describe('values of an INI inventory', () => {
  test('are what ast.literal_eval makes of them', async () => {
    const pieces =
      `1 0 12 007 0x1F 0o17 0b11 1_000 1.5 .5 1. 1e3 1e-3 -1 +2 - + ' " 'a' "b" ''' r'\\d' b'x' u'y' rb'z' f'q' \\ \\n \\x41 \\u00fc \\101 ( ) [ ] { } , : (1,) (1,2) [1] {1:2} {1,2} set() True False None true a # = ** / 1j ...`.split(
        ' ',
      );
    const inputs = [...pieces, ...jumble([...pieces, ' ', ', '], 3000)];
    const theirs = await askPython(
      `
import ast
def tag(value):
    if isinstance(value, bool) or value is None or isinstance(value, str): return value
    if isinstance(value, int): return {'int': str(value)}
    if isinstance(value, float): return {'float': repr(value)}
    if isinstance(value, dict): return {'dict': [[tag(k), tag(v)] for k, v in value.items()]}
    if isinstance(value, list): return [tag(v) for v in value]
    if isinstance(value, tuple): return {'tuple': [tag(v) for v in value]}
    if isinstance(value, set): return {'set': sorted((tag(v) for v in value), key=lambda one: json.dumps(one, separators=(',', ':')))}
    if isinstance(value, bytes): return {'bytes': value.hex()}
    return 'no text'
def call(text):
    try: return {'value': tag(ast.literal_eval(text))}
    except (ValueError, SyntaxError): return {'text': True}
    except TypeError: return {'text': True}`,
      inputs,
    );
    const ours = inputs.map((input) => {
      const reading = readPythonLiteral(input);
      return reading.kind === 'value' ? { value: tagValue(reading.value) } : { text: true };
    });
    // Ours has no complex numbers and no Ellipsis: they stay text.
    const comparable = (index: number) => !JSON.stringify(theirs[index]).includes('no text');
    expect(pair(inputs, ours).filter((_, index) => comparable(index))).toEqual(
      pair(inputs, theirs).filter((_, index) => comparable(index)),
    );
  });

  test('nested beyond measure are text, not a crash', () => {
    expect(readPythonLiteral('['.repeat(100_000))).toEqual({ kind: 'text' });
  });
});

test('a host line is split as shlex splits it', async () => {
  const inputs = jumble(
    ['a', 'b=c', ' ', '\t', '"', "'", '\\', '#', '\\"', "\\'", '""', 'é', '  # x'],
    3000,
    8,
  );
  const theirs = await askPython(
    'import shlex\ndef call(text): return shlex.split(text, comments=True)',
    inputs,
  );
  const ours = inputs.map((input) => {
    const split = splitShellWords(input);
    return split.kind === 'words' ? split.words : null;
  });
  expect(pair(inputs, ours)).toEqual(pair(inputs, theirs));
});

describe('host names', () => {
  const pieces = [
    'ixp',
    'a',
    '-',
    '_',
    '.',
    '1',
    '[',
    ']',
    ':',
    '[1:3]',
    '[01:03]',
    '[a:c]',
    '[1:9:2]',
    '::',
    '2001:db8:',
    '192.0.2.',
    '10',
    'ffff',
    ':22',
    'ü',
    '[1:2]',
    ' ',
  ];
  const names = [
    '::1',
    '2001:db8::1',
    '[2001:db8::1]:22',
    '192.0.2.1:2222',
    'a:b',
    'a.b.c',
    '-a',
    'a-',
    ...jumble(pieces, 3000),
  ];

  test('are addresses where Ansible finds addresses', async () => {
    const inputs = names;
    const theirs = await askPython(
      `
from ansible.parsing.utils.addresses import parse_address
def call(text):
    host, port = parse_address(text, allow_ranges=True)
    return {'host': host} if port is None else {'host': host, 'port': port}`,
      inputs,
    );
    expect(
      pair(
        inputs,
        inputs.map((input) => parseAddress(input) ?? null),
      ),
    ).toEqual(pair(inputs, theirs));
  });

  test('stand for the hosts Ansible expands them to', async () => {
    // Of brackets that do not match Ansible makes names nobody can mean; here they are refused.
    const inputs = names.filter((name) => !/[[\]]/.test(name.replaceAll(/\[[^[\]]*\]/g, '')));
    const theirs = await askPython(
      `
from ansible.plugins.inventory import BaseInventoryPlugin
def call(text):
    names, port = BaseInventoryPlugin._expand_hostpattern(None, text)
    return {'names': names} if port is None else {'names': names, 'port': port}`,
      inputs,
    );
    const ours = inputs.map((input) => {
      const reading = expandHostPattern(input);
      if (reading.kind === 'invalid') return null;
      return reading.port === undefined
        ? { names: reading.names }
        : { names: reading.names, port: reading.port };
    });
    expect(pair(inputs, ours)).toEqual(pair(inputs, theirs));
  });

  test('a range that would fill the memory is refused', () => {
    for (const pattern of ['h[1:99999999]', 'h[1:999][1:999][1:999]']) {
      expect(expandHostPattern(pattern)).toMatchObject({ kind: 'invalid' });
    }
  });
});
