import { asInt, clampInt } from '../python/numbers.ts';
import type { Kwargs } from '../python/object.ts';
import { Markup } from '../python/scalars.ts';
import { isTrue } from '../python/truth.ts';
import { reserve } from '../runtime/budget.ts';
import { bindArguments, readSignature } from '../runtime/signature.ts';

const words = (
  'ad aliqua aliquip amet anim aute cillum commodo consectetur consequat culpa cupidatat deserunt do dolor dolore ' +
  'duis ea eiusmod elit enim esse est et eu ex excepteur exercitation fugiat id in incididunt ipsum irure labore ' +
  'laboris laborum lorem magna minim mollit nisi non nostrud nulla occaecat officia pariatur proident qui quis ' +
  'reprehenderit sed sint sit sunt tempor ullamco ut velit veniam voluptate'
).split(' ');

const signature = readSignature('generate_lorem_ipsum(n=5, html=True, min=20, max=100)');

/** `lipsum(n, html, min, max)`: paragraphs of filler text. */
export function makeLipsum(args: unknown[], kwargs: Kwargs): string | Markup {
  const [n, html, least, most] = bindArguments(signature, args, kwargs).values;
  const count = clampInt(asInt(n) ?? 0);
  const from = clampInt(asInt(least) ?? 0);
  const to = clampInt(asInt(most) ?? 0);
  reserve(Math.max(0, count) * Math.max(0, to) * 12);
  const paragraphs = Array.from({ length: Math.max(0, count) }, () => makeParagraph(randomBetween(from, to)));
  if (!isTrue(html)) return paragraphs.join('\n\n');
  return new Markup(paragraphs.map((text) => `<p>${text}</p>`).join('\n'));
}

function randomBetween(from: number, to: number): number {
  return from + Math.floor(Math.random() * Math.max(0, to - from));
}

function makeParagraph(length: number): string {
  const parts: string[] = [];
  let startsSentence = true;
  let untilComma = randomBetween(3, 8);
  let untilStop = randomBetween(10, 20);
  for (let index = 0; index < length; index += 1) {
    let word = words[randomBetween(0, words.length)] ?? '';
    if (startsSentence) word = word.charAt(0).toUpperCase() + word.slice(1);
    startsSentence = false;
    untilComma -= 1;
    untilStop -= 1;
    if (untilStop <= 0) {
      word += '.';
      startsSentence = true;
      untilStop = randomBetween(10, 20);
      untilComma = randomBetween(3, 8);
    } else if (untilComma <= 0) {
      word += ',';
      untilComma = randomBetween(3, 8);
    }
    parts.push(word);
  }
  return `${parts.join(' ').replace(/[,.]$/, '')}.`;
}
