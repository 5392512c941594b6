import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatAttribute, type PlannedResource } from '../../source/terraform/plan-model.ts';
import { parsePlan } from '../../source/terraform/plan-parser.ts';
import { collectSensitiveValues } from '../../source/terraform/plan-secrets.ts';
import { mutate } from './mutate.ts';

const hosts = ['coreams01', 'ixpams01', 'ixpfra01', 'vltatl01'];

function readJson(name: string): unknown {
  return JSON.parse(readFileSync(new URL(`fixtures/${name}`, import.meta.url), 'utf8'));
}

function parse(json: unknown) {
  const secrets = [...collectSensitiveValues(json)];
  const redact = (text: string) => secrets.reduce((rest, secret) => rest.replaceAll(secret, '***'), text);
  return parsePlan(json, { redact, hosts });
}

function find(resources: readonly PlannedResource[], address: string): PlannedResource {
  const resource = resources.find((candidate) => candidate.address === address);
  if (!resource) throw new Error(`no ${address} in the plan`);
  return resource;
}

function listAttributes(resource: PlannedResource): string[] {
  return resource.attributes.map(
    ({ path, before, after }) => `${path}: ${formatAttribute(before)} -> ${formatAttribute(after)}`,
  );
}

describe('a plan made by Terraform', () => {
  const plan = parse(readJson('show-mixed.json'));

  it('has one entry for each resource that changes, with its action and its reason in words', () => {
    expect(plan.resources.map(({ address, action, reason }) => [address, action, reason])).toEqual([
      ['data.terraform_remote_state.late', 'read', 'what it reads by is known only after the apply'],
      ['terraform_data.counted[1]', 'delete', 'its index is beyond the count'],
      ['terraform_data.follows', 'replace', 'something it is to be replaced with has changed'],
      ['terraform_data.inplace', 'update', undefined],
      [
        'terraform_data.service["ixpams01"]',
        'replace',
        'an attribute that cannot be changed in place has changed',
      ],
      ['terraform_data.service["ixpfra01"]', 'delete', 'its key is no longer in the for_each'],
      ['terraform_data.service["vltatl01"]', 'create', undefined],
    ]);
  });

  it('counts a replacement as one to add and one to remove, as Terraform does', () => {
    expect(plan.counts).toEqual({ add: 3, change: 1, remove: 4, import: 0 });
    expect(plan).toMatchObject({ complete: true, applyable: true, errored: false, formatVersion: '1.2' });
  });

  it('tells attributes before and after, what is known only after the apply, and what forces a replacement', () => {
    expect(listAttributes(find(plan.resources, 'terraform_data.inplace'))).toEqual([
      'input: "rev 1\\nline two" -> "rev 2\\nline two"',
      'output: "rev 1\\nline two" -> (known after apply)',
    ]);
    const service = find(plan.resources, 'terraform_data.service["ixpams01"]');
    expect(listAttributes(service)).toEqual([
      expect.stringMatching(/^id: "[\w-]+" -> \(known after apply\)$/),
      'input.env.PLAIN: "x1" -> "x2"',
      'input.ports[1]: 444 -> 445',
      'output: {"env":{"PLAIN":"x1","TOKEN":"***"},"host":"ixpams01","ports":[80,444]} -> (known after apply)',
      'triggers_replace.content: "rev 1" -> "rev 2"',
    ]);
    const forcing = service.attributes.filter((attribute) => attribute.forcesReplacement);
    expect(forcing.map((attribute) => attribute.path)).toEqual(['triggers_replace.content']);
  });

  it('knows whose each resource is by the host in its address', () => {
    expect(find(plan.resources, 'terraform_data.service["ixpfra01"]').host).toBe('ixpfra01');
    expect(find(plan.resources, 'terraform_data.inplace').host).toBeUndefined();
  });

  it('shows no secret: neither where Terraform marked it, nor on the copies where it lost the mark', () => {
    expect(JSON.stringify(plan)).not.toContain('hunter2');
    expect(listAttributes(find(plan.resources, 'terraform_data.service["vltatl01"]'))).toContain(
      'input.env.TOKEN: null -> (sensitive)',
    );
  });

  it('carries outputs and failed checks', () => {
    expect(plan.outputs.map(({ name, action }) => [name, action])).toEqual([['hosts', 'update']]);
    expect(plan.failedChecks).toEqual([{ address: 'check.something', messages: ['rev 2 is too new'] }]);
  });
});

describe('a plan of containers in the docker provider’s form', () => {
  it('finds the host by the module’s name, and by the alias of the provider', () => {
    const plan = parse({
      format_version: '1.2',
      resource_changes: [
        change('module.ixp_ixpams01.docker_container.alloy', ['delete', 'create'], {}, {}),
        change(
          'docker_container.proxy',
          ['create', 'delete'],
          { image: 'caddy:2.10' },
          { image: 'caddy:2.11' },
        ),
      ],
      configuration: {
        root_module: {
          resources: [{ address: 'docker_container.proxy', provider_config_key: 'docker.coreams01' }],
          module_calls: { ixp_ixpams01: { module: { resources: [] } } },
        },
      },
    });
    expect(plan.resources.map(({ host, createsFirst }) => [host, createsFirst])).toEqual([
      ['ixpams01', false],
      ['coreams01', true],
    ]);
  });

  it('tells drift, moves, and what leaves the state without being touched', () => {
    const plan = parse({
      format_version: '1.2',
      resource_changes: [
        { ...change('docker_network.dmz', ['no-op'], {}, {}), previous_address: 'docker_network.old' },
        change('docker_image.kept', ['forget'], { name: 'x' }, null),
      ],
      resource_drift: [
        change('docker_container.proxy', ['update'], { restart: 'always' }, { restart: 'no' }),
      ],
    });
    expect(plan.resources).toMatchObject([{ movedFrom: 'docker_network.old' }, { action: 'forget' }]);
    expect(plan.drift.map(listAttributes)).toEqual([['restart: "always" -> "no"']]);
    expect(plan.counts).toEqual({ add: 0, change: 0, remove: 0, import: 0 });
  });

  it('cuts what is too long to show, and quotes what would break the line', () => {
    const plan = parse({
      resource_changes: [change('x.y', ['update'], { a: 'line\nnext\u001b[2J' }, { a: 'z'.repeat(5000) })],
    });
    const [attribute] = plan.resources.flatMap(listAttributes);
    expect(attribute).toMatch(/^a: "line\\nnext\\u001b\[2J" -> "z{1000}" … \(5000 characters\)$/);
  });

  it('stays bounded when a resource has more attributes than anybody reads', () => {
    const after = Object.fromEntries(Array.from({ length: 1000 }, (_, index) => [`label_${index}`, index]));
    const [resource] = parse({ resource_changes: [change('x.y', ['create'], null, after)] }).resources;
    expect(resource?.attributes).toHaveLength(400);
    expect(resource?.omitted).toBe(600);
  });
});

describe('what is no plan, or one from the future', () => {
  it('says so instead of showing nothing', () => {
    for (const json of [undefined, null, 'x', [], {}, { resource_changes: 'x' }])
      expect(parse(json).problems).toMatchObject([{ kind: 'plan-unreadable' }]);
  });

  it('never takes an action it does not know for nothing', () => {
    const plan = parse({ resource_changes: [change('x.y', ['transmute'], {}, {})] });
    expect(plan.resources).toMatchObject([{ action: 'update' }]);
  });

  it('never throws on a plan of which a part was replaced by anything', () => {
    const original = JSON.stringify(readJson('show-mixed.json'));
    fc.assert(
      fc.property(fc.nat(400), fc.jsonValue({ maxDepth: 4 }), (which, replacement) => {
        parse(mutate(JSON.parse(original), which, replacement));
      }),
      { numRuns: 300 },
    );
  });

  it('survives JSON nested deeper than any stack', () => {
    const deep = JSON.parse(`${'{"a":'.repeat(20_000)}1${'}'.repeat(20_000)}`);
    const plan = parse({
      resource_changes: [
        {
          address: 'x.y',
          change: {
            actions: ['update'],
            before: deep,
            after: { a: 1 },
            after_unknown: deep,
            after_sensitive: deep,
          },
        },
      ],
      configuration: { root_module: { module_calls: deep } },
    });
    expect(plan.resources).toHaveLength(1);
  });
});

function change(address: string, actions: string[], before: unknown, after: unknown) {
  return { address, type: address.split('.').at(-2), change: { actions, before, after } };
}
