/**
 * Plans in the form that `terraform show -json` gives them for the docker provider (kreuzwerker/docker): made by hand
 * after its documented schema, because the provider itself is not downloaded for tests.
 */
export interface DockerChange {
  readonly address: string;
  readonly actions: readonly string[];
  readonly before: unknown;
  readonly after: unknown;
  readonly unknown?: unknown;
  readonly beforeSensitive?: unknown;
  readonly afterSensitive?: unknown;
  readonly replacePaths?: readonly (readonly (string | number)[])[];
  readonly reason?: string;
}

/** A container as the provider's state has it, with these attributes in the place of its own. */
export function describeContainer(own: Readonly<Record<string, unknown>> = {}): Record<string, unknown> {
  return {
    name: 'grafana',
    hostname: 'coreams01',
    image: 'sha256:1111111111111111111111111111111111111111111111111111111111111111',
    restart: 'unless-stopped',
    env: ['GF_LOG_LEVEL=info'],
    command: null,
    entrypoint: [],
    network_mode: 'bridge',
    log_driver: 'json-file',
    log_opts: { 'max-file': '3', 'max-size': '50m' },
    must_run: true,
    privileged: null,
    read_only: null,
    healthcheck: [],
    labels: [{ label: 'group', value: 'core' }],
    capabilities: [],
    networks_advanced: [{ name: 'backend', aliases: [], ipv4_address: '', ipv6_address: '2001:db8:8::15' }],
    ports: [{ internal: 3000, external: 3000, ip: '2001:db8::1', protocol: 'tcp' }],
    upload: [
      {
        file: '/etc/grafana/grafana.ini',
        content: '[server]\nhttp_port = 3000\n\n[security]\nadmin_password = grafana-password\n',
        content_base64: null,
        executable: false,
      },
    ],
    volumes: [
      { container_path: '/var/lib/grafana', host_path: '/home/operator/grafana/data', read_only: false },
    ],
    id: '4f0e1c2d3b4a',
    ...own,
  };
}

export function describeImage(digest: string): Record<string, unknown> {
  return {
    name: 'docker.io/grafana/grafana:main',
    image_id: `sha256:${digest}`,
    repo_digest: `grafana/grafana@sha256:${digest}`,
    pull_triggers: [`sha256:${digest}`],
    keep_locally: true,
    force_remove: null,
    platform: null,
    triggers: null,
    build: [],
    id: `sha256:${digest}docker.io/grafana/grafana:main`,
  };
}

export function describeNetwork(own: Readonly<Record<string, unknown>> = {}): Record<string, unknown> {
  return {
    name: 'dmz',
    driver: 'bridge',
    ipv6: true,
    internal: false,
    attachable: false,
    ipam_driver: 'default',
    ipam_config: [{ subnet: '2001:db8:9::/64', gateway: '', ip_range: '', aux_address: {} }],
    options: {},
    id: '9c1f',
    ...own,
  };
}

/** The plan's JSON; `drift` is what a refresh found changed there. */
export function describeDockerPlan(
  changes: readonly DockerChange[],
  drift: readonly DockerChange[] = [],
): unknown {
  return {
    format_version: '1.2',
    terraform_version: '1.11.4',
    complete: true,
    applyable: true,
    errored: false,
    resource_changes: changes.map(describeChange),
    ...(drift.length === 0 ? {} : { resource_drift: drift.map(describeChange) }),
    configuration: {
      root_module: {
        resources: [],
        module_calls: {
          core_coreams01: {
            source: './modules/core',
            module: {
              module_calls: {
                service: {
                  source: '../service',
                  module: {
                    resources: [
                      {
                        address: 'docker_image.image',
                        mode: 'managed',
                        expressions: {
                          name: { references: ['var.service.image', 'var.service'] },
                          pull_triggers: {
                            references: ['data.docker_registry_image.floating'],
                          },
                        },
                      },
                      {
                        address: 'docker_container.container',
                        mode: 'managed',
                        expressions: {
                          image: { references: ['docker_image.image.image_id', 'docker_image.image'] },
                        },
                      },
                    ],
                  },
                },
              },
            },
          },
        },
      },
    },
  };
}

function describeChange(change: DockerChange) {
  const parts = change.address.split('.');
  const module = parts.slice(0, -2).join('.');
  return {
    address: change.address,
    ...(module === '' ? {} : { module_address: module }),
    mode: 'managed',
    type: parts.at(-2),
    name: parts.at(-1),
    provider_name: 'registry.terraform.io/kreuzwerker/docker',
    ...(change.reason === undefined ? {} : { action_reason: change.reason }),
    change: {
      actions: change.actions,
      before: change.before,
      after: change.after,
      after_unknown: change.unknown ?? {},
      before_sensitive: change.beforeSensitive ?? {},
      after_sensitive: change.afterSensitive ?? {},
      ...(change.replacePaths === undefined ? {} : { replace_paths: change.replacePaths }),
    },
  };
}
