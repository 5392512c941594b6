import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { findImagePlaces, formatOf, listPins, removePin, writePin } from '../../source/containers/index.ts';

const image = 'ghcr.io/nxthdr/saimiris:main';
const pinned = `ghcr.io/nxthdr/saimiris@sha256:${'a'.repeat(64)}`;
const remark = { at: '2026-11-21', by: 'ana@jump', was: image, why: 'it drops probes' };

const terraform = `# The prober.
locals {
  # image = "${image}" was the first one
  image = "${image}" # follows the branch
  other = "${image}-arm"
}
`;

const catalogue = `{
  "vlt": {
    "saimiris": {
      "image": "${image}",
      "floating": true
    },
    "short": { "image": "${image}", "floating": true }
  }
}
`;

describe('a pin in a file of Terraform', () => {
  const [place] = findImagePlaces(terraform, image);
  if (place === undefined) throw new Error('not found');

  test('only the line that gives the name is found, not comments and longer names', () => {
    expect(findImagePlaces(terraform, image).map(({ line }) => line)).toEqual([4]);
    expect(place.context[0]).toBe('locals {');
  });

  test('stands with its date, who and why above the line; everything else stays', () => {
    const after = writePin(terraform, place, pinned, remark, 'comments');
    expect(after.split('\n').slice(3, 5)).toEqual([
      `  # Pinned 2026-11-21 by ana@jump, instead of ${image}: it drops probes`,
      `  image = "${pinned}" # follows the branch`,
    ]);
    expect(listPins(after, 'comments')).toEqual([{ ...remark, image: pinned, line: 5 }]);
  });
});

describe('a pin in JSON, which has no comments', () => {
  test('is a key beside the image, and Terraform reads the file as before', () => {
    for (const { line } of findImagePlaces(catalogue, image)) {
      const after = writePin(catalogue, { line }, pinned, remark, 'json');
      expect(JSON.stringify(JSON.parse(after))).toContain(`"image":"${pinned}"`);
      expect(listPins(after, 'json')).toMatchObject([{ ...remark, image: pinned }]);
      const [pin] = listPins(after, 'json');
      expect(pin && removePin(after, pin, 'json')).toBe(catalogue);
    }
  });

  test('a pinned file names the image no more', () => {
    const [first] = findImagePlaces(catalogue, image);
    const after = writePin(catalogue, first ?? { line: 0 }, pinned, remark, 'json');
    expect(findImagePlaces(after, image).map(({ line }) => line)).toEqual([8]);
  });
});

test('the format goes by the name, a template being what it makes', () => {
  expect(['a.tf', 'b.json', 'c.json.j2', 'd.tfvars.j2', 'e.yml'].map(formatOf)).toEqual([
    'comments',
    'json',
    'json',
    'comments',
    'comments',
  ]);
});

test('unpinning gives back the file as it was, whatever it holds', () => {
  const line = fc.oneof(fc.constantFrom('', '  x = 1', `  image = "${image}"`, 'a {', '}'), fc.string());
  const why = fc.option(
    fc.stringMatching(/^[\w ]{1,60}$/).filter((text) => text.trim() === text),
    { nil: undefined },
  );
  const id = fc.constantFrom(pinned, `sha256:${'b'.repeat(64)}`);
  fc.assert(
    fc.property(fc.array(line), why, id, (lines, reason, to) => {
      const text = lines.map((each) => each.replaceAll('\n', ' ')).join('\n');
      const [place] = findImagePlaces(text, image);
      if (place === undefined) return;
      const { why: _, ...plain } = remark;
      const after = writePin(text, place, to, { ...plain, ...(reason && { why: reason }) }, 'comments');
      const [pin] = listPins(after, 'comments');
      expect(pin?.image).toBe(to);
      expect(pin && removePin(after, pin, 'comments')).toBe(text);
    }),
  );
});
