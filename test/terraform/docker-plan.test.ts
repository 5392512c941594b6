import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { classifyChanges } from '../../source/terraform/change-classes.ts';
import { formatAttribute } from '../../source/terraform/plan-model.ts';
import { parsePlan } from '../../source/terraform/plan-parser.ts';
import { collectSensitiveValues } from '../../source/terraform/plan-secrets.ts';
import {
  type DockerChange,
  describeContainer,
  describeDockerPlan,
  describeImage,
  describeNetwork,
} from './docker-plan.ts';
import { mutate } from './mutate.ts';

const service = 'module.core_coreams01.module.service["grafana"]';
const [old, moved] = ['1'.repeat(64), '2'.repeat(64)];

/** The image moved upstream: the provider replaces the image and the container that runs it. */
const movedImage: readonly DockerChange[] = [
  {
    address: `${service}.docker_image.image`,
    actions: ['delete', 'create'],
    before: describeImage(old),
    after: { ...describeImage(moved), image_id: undefined, repo_digest: undefined, id: undefined },
    unknown: { image_id: true, repo_digest: true, id: true },
    replacePaths: [['pull_triggers']],
    reason: 'replace_because_cannot_update',
  },
  {
    address: `${service}.docker_container.container`,
    actions: ['delete', 'create'],
    before: describeContainer(),
    after: describeContainer({ image: undefined, id: undefined }),
    unknown: { image: true, id: true },
    replacePaths: [['image']],
    reason: 'replace_because_cannot_update',
  },
];

function read(changes: readonly DockerChange[], drift: readonly DockerChange[] = []) {
  const json = describeDockerPlan(changes, drift);
  const secrets = [...collectSensitiveValues(json), 'grafana-password'];
  const redact = (text: string) => secrets.reduce((rest, secret) => rest.replaceAll(secret, '***'), text);
  return parsePlan(json, { redact, hosts: ['coreams01'] });
}

describe('a plan of the docker provider', () => {
  it('tells why a container is made anew, and on which host', () => {
    const [image, container] = read(movedImage).resources;
    expect(container).toMatchObject({
      host: 'coreams01',
      module: service,
      action: 'replace',
      reason: 'an attribute that cannot be changed in place has changed',
    });
    expect(container?.attributes.map(({ path, forcesReplacement }) => [path, forcesReplacement])).toEqual([
      ['image', true],
      ['id', false],
    ]);
    expect(image?.attributes.find(({ path }) => path === 'pull_triggers[0]')).toMatchObject({
      forcesReplacement: true,
      before: { text: `"sha256:${old}"` },
      after: { text: `"sha256:${moved}"` },
    });
  });

  it('compares a file that is put into the container line by line, without its secrets', () => {
    const edited = describeContainer();
    const [upload] = Array.isArray(edited['upload']) ? edited['upload'] : [];
    const after = describeContainer({
      upload: [{ ...upload, content: String(upload?.content).replace('3000', '3001') }],
    });
    const plan = read([
      {
        address: `${service}.docker_container.container`,
        actions: ['delete', 'create'],
        before: edited,
        after,
        replacePaths: [['upload']],
      },
    ]);
    expect(plan.resources[0]?.attributes).toMatchObject([
      {
        path: 'upload[0].content',
        forcesReplacement: true,
        lines: [
          { kind: 'same', text: '[server]' },
          { kind: 'removed', text: 'http_port = 3000' },
          { kind: 'added', text: 'http_port = 3001' },
          { kind: 'same', text: '' },
          { kind: 'same', text: '[security]' },
          { kind: 'skipped', text: '2 lines' },
        ],
      },
    ]);
    expect(JSON.stringify(plan)).not.toContain('grafana-password');
  });

  it('opens JSON in a string, one value a line', () => {
    const options = (level: string) => JSON.stringify({ log: { level, format: 'json' }, tls: true });
    const plan = read([
      {
        address: `${service}.docker_container.container`,
        actions: ['update'],
        before: describeContainer({ env: [options('info')] }),
        after: describeContainer({ env: [options('debug')] }),
      },
    ]);
    const [attribute] = plan.resources[0]?.attributes ?? [];
    expect(attribute?.lines?.map(({ kind, text }) => `${kind} ${text}`)).toContain(
      'added     "level": "debug",',
    );
  });

  it('hides an environment variable that is marked, and its value wherever else it stands', () => {
    const plan = read([
      {
        address: `${service}.docker_container.container`,
        actions: ['update'],
        before: describeContainer({ env: ['TOKEN=old-token-value'] }),
        after: describeContainer({ env: ['TOKEN=new-token-value'], command: ['--token', 'new-token-value'] }),
        beforeSensitive: { env: [true] },
        afterSensitive: { env: [true] },
      },
    ]);
    expect(
      plan.resources[0]?.attributes.map(({ before, after }) => [
        formatAttribute(before),
        formatAttribute(after),
      ]),
    ).toEqual([
      ['(sensitive)', '(sensitive)'],
      ['null', '"--token"'],
      ['null', '"***"'],
    ]);
  });
});

describe('the classes of such a plan', () => {
  const mark = { at: '2026-11-20T10:00:00Z', commit: 'abc1234def' };
  const classify = (now: unknown, former: unknown) =>
    classifyChanges({
      now,
      former,
      since: mark,
      changedFiles: ['terraform/services.json'],
      findFile: () => undefined,
      requested: new Set(),
      stopped: new Set(),
      redact: (text) => text,
    });
  const edit: DockerChange = {
    address: `module.core_coreams01.module.service["caddy"].docker_container.container`,
    actions: ['delete', 'create'],
    before: describeContainer({ name: 'caddy' }),
    after: describeContainer({ name: 'caddy', command: ['caddy', 'run'] }),
    replacePaths: [['command']],
  };

  it('name the image that moved as the cause, and leave what was edited intended', () => {
    const found = classify(describeDockerPlan([...movedImage, edit]), describeDockerPlan(movedImage));
    expect([...found].map(([address, verdict]) => [address, verdict.class])).toEqual([
      [`${service}.docker_image.image`, 'incidental'],
      [`${service}.docker_container.container`, 'incidental'],
      [edit.address, 'intended'],
    ]);
    expect(found.get(`${service}.docker_image.image`)?.because).toBe(
      'pull_triggers[0] (by module.core_coreams01.module.service.data.docker_registry_image.floating) changes without the repository: what the apply of 2026-11-20 10:00 (commit abc1234) brought plans the same today',
    );
    expect(found.get(edit.address)?.because).toBe(
      'the repository changed since the apply of 2026-11-20 10:00 (commit abc1234): terraform/services.json',
    );
  });

  it('call drift what somebody changed or removed there', () => {
    const restart: DockerChange = {
      address: `${service}.docker_container.container`,
      actions: ['update'],
      before: describeContainer({ restart: 'no' }),
      after: describeContainer(),
    };
    const changed = describeDockerPlan(
      [restart],
      [{ ...restart, before: describeContainer(), after: describeContainer({ restart: 'no' }) }],
    );
    expect(classify(changed, changed).get(restart.address)).toMatchObject({
      class: 'drift',
      because: 'restart was changed there; the configuration says what it said before',
    });
    const gone: DockerChange = {
      address: 'module.core_coreams01.docker_network.dmz',
      actions: ['create'],
      before: null,
      after: describeNetwork({ id: undefined }),
      unknown: { id: true },
    };
    const removed = describeDockerPlan(
      [gone],
      [{ ...gone, actions: ['delete'], before: describeNetwork(), after: null }],
    );
    expect(classify(removed, removed).get(gone.address)).toMatchObject({ class: 'drift' });
  });

  it('say which attribute of an edited container would have changed anyway', () => {
    const both: DockerChange = {
      ...edit,
      after: describeContainer({ name: 'caddy', command: ['caddy', 'run'], restart: 'always' }),
    };
    const former: DockerChange = { ...edit, after: describeContainer({ name: 'caddy', restart: 'always' }) };
    expect(
      classify(describeDockerPlan([both]), describeDockerPlan([former])).get(edit.address),
    ).toMatchObject({
      class: 'intended',
      alongside: ['restart'],
    });
  });

  it('are found for anything that is given for a plan', () => {
    for (const json of [undefined, null, 7, [], {}, { resource_changes: [null, 3, { address: 'a.b' }] }])
      expect(classify(json, json).size).toBe(0);
  });
});

describe('a plan from a later version', () => {
  const known = describeDockerPlan(movedImage);

  it('reads the same, whatever it has beside what is known', () => {
    const later = JSON.parse(JSON.stringify(known), (_key, value: unknown) =>
      typeof value === 'object' && value !== null && 'actions' in value
        ? { ...value, foreseen_by: { nobody: [1] } }
        : value,
    );
    const extended = { ...later, format_version: '7.0', deferred_actions: [{ why: {} }], quantum: true };
    const { formatVersion: _version, ...rest } = parsePlan(extended, { redact: (text) => text, hosts: [] });
    expect(parsePlan(known, { redact: (text) => text, hosts: [] })).toMatchObject(rest);
  });

  it('is read and classified without a throw, whichever part of it became something else', () => {
    const text = JSON.stringify(known);
    fc.assert(
      fc.property(fc.nat(300), fc.nat(300), fc.jsonValue({ maxDepth: 3 }), (first, second, replacement) => {
        const [now, former] = [first, second].map((which) => mutate(JSON.parse(text), which, replacement));
        parsePlan(now, { redact: (each) => each, hosts: ['coreams01'] });
        classifyChanges({
          now,
          former,
          since: { at: '' },
          changedFiles: [],
          findFile: () => undefined,
          requested: new Set(),
          stopped: new Set(),
          redact: (each) => each,
        });
      }),
      { numRuns: 200 },
    );
  });
});
