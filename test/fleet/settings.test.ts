import { describe, expect, test } from 'vitest';
import { loadSettings } from '../../source/fleet/settings.ts';
import { makeRepository } from './repository.ts';

function load(text: string) {
  return loadSettings(makeRepository({ 'peerdeck.yml': text }));
}

describe('peerdeck.yml', () => {
  test('is not needed', async () => {
    expect(await loadSettings(makeRepository({}))).toMatchObject({
      inventory: 'inventory',
      templates: 'templates/config',
      vaultPasswordFile: '.password',
    });
  });

  test('changes the defaults', async () => {
    const settings = await load(
      'name: as215011\ninventory: hosts.yml\ndelivery:\n  - match: caddy/*\n    mode: 0644\n',
    );
    expect(settings).toMatchObject({
      name: 'as215011',
      inventory: 'hosts.yml',
      delivery: [{ match: 'caddy/*', mode: 420 }],
    });
  });

  test('with a mistyped key names the line and the key that is meant', async () => {
    await expect(load('name: x\nvault-pasword-file: y\n')).rejects.toMatchObject({
      problem: {
        message: 'there is no setting vault-pasword-file; do you mean vault_password_file?',
        place: { file: 'peerdeck.yml', line: 2 },
      },
    });
  });

  test('with a value of the wrong kind names its line', async () => {
    await expect(load('name: x\ndelivery:\n  - a: 1\n  - 2\n')).rejects.toMatchObject({
      problem: { message: expect.stringContaining('delivery.1'), place: { line: 4 } },
    });
  });

  test('that is no mapping is refused', async () => {
    await expect(load('- a\n')).rejects.toMatchObject({ problem: { kind: 'variables-invalid' } });
  });
});
