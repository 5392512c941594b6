import { describe, expect, test } from 'vitest';
import { mergeSeen } from '../../../source/operations/containers/containers-history.ts';
import { listCandidates } from '../../../source/operations/containers/image-candidates.ts';
import { chooseSource } from '../../../source/operations/containers/image-rollback.ts';

const id = (letter: string) => `sha256:${letter.repeat(64)}`;
const name = 'ghcr.io/x/saimiris:main';
const current = {
  name: 'saimiris',
  image: name,
  imageId: id('c'),
  state: 'running',
  restarts: 0,
  restartPolicy: 'always',
  ports: [],
  networks: [],
  mounts: [],
};
const host = 'vltatl01';
const none = { images: [], seen: [], past: [] };
const image = (letter: string, digest?: string) => ({
  id: id(letter),
  repository: 'ghcr.io/x/saimiris',
  tag: '<none>',
  createdAt: '2026-10-01',
  ...(digest !== undefined && { digest }),
});
const seen = (letter: string, last: string) => ({
  host,
  container: 'saimiris',
  image: name,
  imageId: id(letter),
  first: '2026-01-01T00:00:00.000Z',
  last,
});

describe('the last good image', () => {
  test('is the one last seen to run well, then one of a snapshot, then one that merely lies there', () => {
    const found = listCandidates({
      current,
      host,
      images: [image('a', id('1')), image('b'), image('z', id('9')), image('c')],
      seen: [
        seen('a', '2026-11-01T00:00:00.000Z'),
        seen('b', '2026-11-20T00:00:00.000Z'),
        seen('c', '2026-11-21T00:00:00.000Z'),
      ],
      past: [],
    });
    expect(found.map(({ reference }) => reference)).toEqual([
      id('b'),
      `ghcr.io/x/saimiris@${id('1')}`,
      `ghcr.io/x/saimiris@${id('9')}`,
    ]);
  });

  test('is never what runs now, and nothing that neither the host nor a registry has', () => {
    expect(
      listCandidates({ ...none, current, host, seen: [seen('c', '2026-11-20'), seen('q', '2026-11-20')] }),
    ).toEqual([]);
  });

  test('a snapshot names it by the digest that a registry knows, where the host lost it', () => {
    const container = {
      address: 'x',
      host,
      name: 'saimiris',
      imageId: id('q'),
      digest: `ghcr.io/x/saimiris@${id('7')}`,
      ports: [],
      networks: [],
      mounts: [],
      tainted: false,
    };
    const past = [{ snapshot: 's', at: '2026-11-20T00:00:00.000Z', container }];
    expect(listCandidates({ ...none, current, host, past })).toMatchObject([
      { reference: `ghcr.io/x/saimiris@${id('7')}`, onHost: false },
    ]);
  });
});

describe('the line that names the image', () => {
  const source = (file: string, text: string) => ({ file, text });
  const vlt = { name: 'vltatl01', groups: ['vlt'] };

  test('is the one below the container and the group, of several', () => {
    const text = `{\n  "ixp": {\n    "saimiris": {\n      "image": "${name}"\n    }\n  },\n  "vlt": {\n    "other": {\n      "image": "${name}"\n    },\n    "saimiris": {\n      "image": "${name}"\n    }\n  }\n}\n`;
    const { place } = chooseSource([source('terraform/services.json', text)], name, vlt, 'saimiris');
    expect(place.line).toBe(12);
  });

  test('is not guessed', () => {
    const twice = [source('terraform/a.tf', `a = "${name}"`), source('terraform/b.tf', `b = "${name}"`)];
    expect(() => chooseSource(twice, name, vlt, 'saimiris')).toThrow(/terraform\/a.tf:1, terraform\/b.tf:1/);
    expect(() => chooseSource([], name, vlt, 'saimiris')).toThrow(/No file/);
  });
});

test('an image is noted when it is first seen, and again after ten minutes', () => {
  const first = [seen('a', '2026-11-20T00:00:00.000Z')];
  expect(mergeSeen(first, [seen('a', '2026-11-20T00:05:00.000Z')])).toBe(first);
  expect(mergeSeen(first, [seen('a', '2026-11-20T00:11:00.000Z')])).toEqual([
    seen('a', '2026-11-20T00:11:00.000Z'),
  ]);
  expect(mergeSeen(first, [seen('b', '2026-11-20T00:05:00.000Z')])).toHaveLength(2);
});
