import { expect, test } from 'vitest';
import { loadFleet } from '../../source/fleet/load-fleet.ts';
import { renderFleet } from '../../source/rendering/render-fleet.ts';
import { createVaultPasswords } from '../../source/secrets/vault-passwords.ts';
import { copyFleet, renderWithPython } from './shipped-fleet.ts';

test('our renderer gives the bytes that Python gives', async () => {
  const root = copyFleet();
  const expected = renderWithPython(root);
  const fleet = await loadFleet({ root, mode: { kind: 'production' }, passwords: createVaultPasswords() });
  const { tree, problems } = await renderFleet(fleet);
  expect(problems).toEqual([]);
  const rendered = Object.fromEntries(
    [...tree].map(([host, files]) => [
      host,
      Object.fromEntries(files.map((file) => [file.path, file.content.toString()])),
    ]),
  );
  expect(rendered).toEqual(expected);
});
