import { z } from 'zod';

/** A container that Terraform's state says there is. */
export interface ExpectedContainer {
  /** The resource's address. */
  readonly address: string;
  readonly host: string;
  readonly name: string;
  /** As the configuration names it, where the state tells. */
  readonly image?: string;
  /** `sha256:…` of the image it was made from. */
  readonly imageId?: string;
  /** `name@sha256:…`, as the registry knew it. */
  readonly digest?: string;
  readonly ports: readonly { readonly inner: number; readonly outer: number }[];
  readonly networks: readonly string[];
  readonly mounts: readonly { readonly source: string; readonly target: string }[];
  /** The next apply makes it anew. */
  readonly tainted: boolean;
}

/** Which host an address or a provider's alias names; undefined for none. */
export type FindHost = (text: string) => string | undefined;

const text = z.string();

const instance = z.object({
  index_key: z.union([z.string(), z.number()]).optional(),
  status: z.string().optional(),
  attributes: z.record(z.string(), z.unknown()),
});

const resource = z.object({
  module: text.optional(),
  mode: text,
  type: text,
  name: text,
  provider: text.optional(),
  instances: z.array(z.unknown()),
});

const state = z.object({ version: z.literal(4), resources: z.array(z.unknown()) });

/** A container of the docker provider; what another version has in another shape is passed over. */
const dockerContainer = z.object({
  name: text,
  image: text.nullish().catch(undefined),
  hostname: text.nullish().catch(undefined),
  ports: z.array(z.object({ internal: z.number(), external: z.number() })).catch([]),
  networks_advanced: z.array(z.object({ name: text })).catch([]),
  volumes: z.array(z.object({ host_path: text, container_path: text })).catch([]),
  mounts: z.array(z.object({ source: text.nullish(), target: text })).catch([]),
});

const dockerImage = z.object({
  name: text,
  image_id: text.nullish().catch(undefined),
  repo_digest: text.nullish().catch(undefined),
});

/** A service of the lab's module that runs as a container. */
const labService = z.object({
  output: z.object({
    value: z.object({ name: text, engine: z.literal('docker'), image: text, image_id: text.nullish() }),
  }),
});

/** An instance of a resource, flat. */
interface Instance {
  readonly address: string;
  readonly alias: string;
  readonly type: string;
  readonly tainted: boolean;
  readonly attributes: Readonly<Record<string, unknown>>;
}

/** The containers in a state as Terraform keeps it (format 4); those of no known host are left out. Never throws. */
export function readExpectedContainers(value: unknown, findHost: FindHost): ExpectedContainer[] {
  const parsed = state.safeParse(value);
  if (!parsed.success) return [];
  const instances = parsed.data.resources.flatMap(listInstances);
  const images = instances.flatMap(({ type, attributes }) => {
    const image = type === 'docker_image' ? dockerImage.safeParse(attributes) : undefined;
    return image?.success ? [image.data] : [];
  });
  return instances.flatMap((one) => {
    if (one.type === 'docker_container') return toContainer(one, images, findHost);
    return one.type === 'terraform_data' ? toLabContainer(one, findHost) : [];
  });
}

function listInstances(value: unknown): Instance[] {
  const parsed = resource.safeParse(value);
  if (!parsed.success || parsed.data.mode !== 'managed') return [];
  const { module, type, name, provider = '', instances } = parsed.data;
  return instances.flatMap((one) => {
    const read = instance.safeParse(one);
    if (!read.success) return [];
    const { index_key: key, status, attributes } = read.data;
    const index = key === undefined ? '' : `[${JSON.stringify(key)}]`;
    return [
      {
        address: `${module === undefined ? '' : `${module}.`}${type}.${name}${index}`,
        // `provider["registry.terraform.io/kreuzwerker/docker"].coreams01`
        alias: /\]\.([\w-]+)$/.exec(provider)?.[1] ?? '',
        type,
        tainted: status === 'tainted',
        attributes,
      },
    ];
  });
}

function toContainer(
  { address, alias, attributes, tainted }: Instance,
  images: readonly z.infer<typeof dockerImage>[],
  findHost: FindHost,
): ExpectedContainer[] {
  const parsed = dockerContainer.safeParse(attributes);
  if (!parsed.success) return [];
  const { name, image, hostname, ports, networks_advanced, volumes, mounts } = parsed.data;
  const host = findHost(address) ?? findHost(alias) ?? findHost(hostname ?? '');
  if (host === undefined) return [];
  // A container has its image by id where the configuration takes it from a docker_image.
  const source = images.find(({ image_id, name: named }) => image === image_id || image === named);
  const imageId = source?.image_id ?? (image?.startsWith('sha256:') ? image : undefined);
  const named = source?.name ?? (image?.startsWith('sha256:') ? undefined : image);
  return [
    {
      address,
      host,
      name,
      ...(named && { image: named }),
      ...(imageId && { imageId }),
      ...(source?.repo_digest && { digest: source.repo_digest }),
      ports: ports.map(({ internal, external }) => ({ inner: internal, outer: external })),
      networks: networks_advanced.map((network) => network.name),
      mounts: [
        ...volumes.map(({ host_path, container_path }) => ({ source: host_path, target: container_path })),
        ...mounts.map((mount) => ({ source: mount.source ?? '', target: mount.target })),
      ].filter((mount) => mount.source !== ''),
      tainted,
    },
  ];
}

function toLabContainer({ address, attributes, tainted }: Instance, findHost: FindHost): ExpectedContainer[] {
  const parsed = labService.safeParse(attributes);
  const host = findHost(address);
  if (!parsed.success || host === undefined) return [];
  const { name, image, image_id } = parsed.data.output.value;
  const nothing = { ports: [], networks: [], mounts: [] };
  return [{ address, host, name, image, ...(image_id && { imageId: image_id }), ...nothing, tainted }];
}
