import { type BirdConfig, parseBirdConfig } from '../../../source/bird/config/index.ts';

/** Reads configurations written in a test: the first is `bird/bird.conf`, the others stand beside it. */
export function parse(main: string, others: Readonly<Record<string, string>> = {}): BirdConfig {
  const beside = Object.entries(others).map(([name, text]): [string, string] => [`bird/${name}`, text]);
  const files = new Map([['bird/bird.conf', main], ...beside]);
  return parseBirdConfig({ files, folder: 'bird' }, 'bird/bird.conf');
}
