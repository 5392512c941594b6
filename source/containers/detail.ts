import type { ContainersReading } from './model.ts';

export interface ContainerPort {
  /** Inside the container. */
  readonly inner: number;
  readonly protocol: string;
  /** On the host; undefined where the port is only exposed. */
  readonly outer?: number;
  /** The host's address that it is published on. */
  readonly address?: string;
}

export interface ContainerNetwork {
  readonly name: string;
  readonly ipv4?: string;
  readonly ipv6?: string;
}

export interface ContainerMount {
  /** A path on the host, or a volume's name. */
  readonly source: string;
  readonly target: string;
  readonly writable: boolean;
}

/** A container as its engine has it. The environment is never read: it may hold secrets. */
export interface ContainerDetail {
  readonly name: string;
  /** As it was asked for, such as `docker.io/library/nginx:1.29.3`. */
  readonly image: string;
  /** `sha256:…` of the image that runs. */
  readonly imageId: string;
  /** `name@sha256:…`, as a registry knows that image; absent where it came from no registry. */
  readonly digest?: string;
  /** `running`, `exited`, `restarting`, `paused`, `created`, `dead`. */
  readonly state: string;
  readonly health?: string;
  readonly restarts: number;
  /** How it ended last, where it does not run. */
  readonly exitCode?: number;
  /** ISO 8601, by the host's clock. */
  readonly startedAt?: string;
  readonly restartPolicy: string;
  readonly ports: readonly ContainerPort[];
  readonly networks: readonly ContainerNetwork[];
  readonly mounts: readonly ContainerMount[];
}

/** An image that lies on a host. */
export interface HostImage {
  /** `sha256:…` */
  readonly id: string;
  /** `<none>` where its name went to another image. */
  readonly repository: string;
  readonly tag: string;
  /** `sha256:…`, as a registry knows it. */
  readonly digest?: string;
  /** In the engine's words. */
  readonly createdAt: string;
}

export interface EngineReading {
  readonly engine: ContainersReading['engine'];
  readonly containers: readonly ContainerDetail[];
  readonly images: readonly HostImage[];
  /** Where the engine was not asked: its own words. */
  readonly why?: string;
  readonly unread: readonly string[];
}
