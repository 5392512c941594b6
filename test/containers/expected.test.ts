import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { findDifferences, pairContainers, readExpectedContainers } from '../../source/containers/index.ts';

const id = (letter: string) => `sha256:${letter.repeat(64)}`;
const findHost = (text: string) => ['coreams01', 'vltatl01'].find((name) => text.includes(name));

/** A state as Terraform writes it with the docker provider: the image by id, the host in the provider's alias. */
const state = {
  version: 4,
  serial: 7,
  lineage: 'x',
  resources: [
    {
      module: 'module.core.module.service["caddy"]',
      mode: 'managed',
      type: 'docker_image',
      name: 'image',
      provider: 'provider["registry.terraform.io/kreuzwerker/docker"].coreams01',
      instances: [
        {
          schema_version: 0,
          attributes: {
            name: 'ghcr.io/example-net/caddy:2',
            image_id: id('a'),
            repo_digest: `ghcr.io/example-net/caddy@${id('d')}`,
          },
        },
      ],
    },
    {
      module: 'module.core.module.service["caddy"]',
      mode: 'managed',
      type: 'docker_container',
      name: 'container',
      provider: 'provider["registry.terraform.io/kreuzwerker/docker"].coreams01',
      instances: [
        {
          status: 'tainted',
          attributes: {
            name: 'caddy',
            image: id('a'),
            env: ['TOKEN=secret'],
            ports: [{ internal: 80, external: 80, ip: '0.0.0.0', protocol: 'tcp' }],
            networks_advanced: [{ name: 'backend', ipv6_address: '2a06::a' }],
            volumes: [{ host_path: '/home/operator/caddy', container_path: '/config', read_only: true }],
          },
        },
      ],
    },
    {
      mode: 'managed',
      type: 'terraform_data',
      name: 'service',
      provider: 'provider["terraform.io/builtin/terraform"]',
      instances: [
        {
          index_key: 'vltatl01/saimiris',
          attributes: {
            output: {
              value: {
                name: 'saimiris',
                engine: 'docker',
                image: 'ghcr.io/x/saimiris:main',
                image_id: id('b'),
              },
              type: ['object', {}],
            },
          },
        },
        {
          index_key: 'vltatl01/geofeed',
          attributes: { output: { value: { name: 'geofeed', engine: 'systemd' } } },
        },
      ],
    },
  ],
};

const expected = readExpectedContainers(state, findHost);

describe("the containers in Terraform's state", () => {
  test('of the docker provider, with the image by name, id and digest', () => {
    expect(expected[0]).toEqual({
      address: 'module.core.module.service["caddy"].docker_container.container',
      host: 'coreams01',
      name: 'caddy',
      image: 'ghcr.io/example-net/caddy:2',
      imageId: id('a'),
      digest: `ghcr.io/example-net/caddy@${id('d')}`,
      ports: [{ inner: 80, outer: 80 }],
      networks: ['backend'],
      mounts: [{ source: '/home/operator/caddy', target: '/config' }],
      tainted: true,
    });
    expect(JSON.stringify(expected)).not.toContain('secret');
  });

  test("of a lab's module, those that are containers", () => {
    expect(
      expected.slice(1).map(({ address, host, name, imageId }) => [address, host, name, imageId]),
    ).toEqual([['terraform_data.service["vltatl01/saimiris"]', 'vltatl01', 'saimiris', id('b')]]);
  });

  test('whatever a state holds, it is read without an error', () => {
    fc.assert(fc.property(fc.jsonValue(), (value) => Array.isArray(readExpectedContainers(value, findHost))));
    const resource = fc.record({
      mode: fc.constant('managed'),
      type: fc.constantFrom('docker_container', 'terraform_data'),
      name: fc.string(),
      instances: fc.array(fc.jsonValue()),
    });
    fc.assert(
      fc.property(fc.array(resource), (resources) =>
        Array.isArray(readExpectedContainers({ version: 4, resources }, findHost)),
      ),
    );
  });
});

describe('what runs beside what the state says', () => {
  const [wanted] = expected;
  if (wanted === undefined) throw new Error('the state has no container');
  const found = {
    name: 'caddy',
    image: 'ghcr.io/example-net/caddy:2',
    imageId: id('a'),
    state: 'running',
    health: 'healthy',
    restarts: 0,
    restartPolicy: 'unless-stopped',
    ports: [{ inner: 80, protocol: 'tcp', outer: 80 }],
    networks: [{ name: 'backend' }],
    mounts: [{ source: '/home/operator/caddy', target: '/config', writable: false }],
  };
  const want = { ...wanted, tainted: false };
  const named = { id: id('a'), repository: 'ghcr.io/example-net/caddy', tag: '2', createdAt: '' };

  test('nothing differs where nothing does', () => {
    expect(findDifferences({ name: 'caddy', found, expected: want }, [named], true)).toEqual([]);
  });

  test('each difference is named', () => {
    const kinds = (container: Partial<typeof found>, state = want) =>
      findDifferences(
        { name: 'caddy', found: { ...found, ...container }, expected: state },
        [named],
        true,
      ).map(({ kind }) => kind);
    expect(kinds({ state: 'exited' })).toEqual(['stopped']);
    expect(kinds({ state: 'restarting' })).toEqual(['restarting']);
    expect(kinds({ health: 'unhealthy' })).toEqual(['unhealthy']);
    expect(kinds({ imageId: id('c') })).toEqual(['moved', 'image']);
    expect(kinds({ ports: [], networks: [], mounts: [] })).toEqual(['ports', 'networks', 'mounts']);
    expect(kinds({}, wanted)).toEqual(['tainted']);
  });

  test('one that only one side has', () => {
    const [lost, strange] = pairContainers([{ ...found, name: 'strange' }], [want]).map((pair) =>
      findDifferences(pair, [], true),
    );
    expect(lost).toMatchObject([{ kind: 'missing' }]);
    expect(strange).toMatchObject([{ kind: 'unmanaged' }]);
    expect(findDifferences({ name: 'strange', found }, [], false)).toEqual([]);
  });
});
