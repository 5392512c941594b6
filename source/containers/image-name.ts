import type { HostImage } from './detail.ts';

/** The parts of an image's name: `docker.io/library/nginx:1.29.3@sha256:…`. */
export interface ImageName {
  /** Without the registry and the folder that Docker leaves out: `nginx`. */
  readonly repository: string;
  readonly tag?: string;
  /** `sha256:…` */
  readonly digest?: string;
}

const idPattern = /^sha256:[0-9a-f]{64}$/;

/** Whether a text is an image's own id, which names it on a host and nowhere else. */
export function isImageId(text: string): boolean {
  return idPattern.test(text);
}

/** Takes an image's name apart, with the repository as `docker image ls` writes it. */
export function parseImageName(name: string): ImageName {
  const [named = '', digest] = name.split('@', 2);
  const [, path = named, tag] = /^(.*?)(?::([^:/]*))?$/.exec(named) ?? [];
  const repository = path.replace(/^(?:docker\.io|index\.docker\.io)\//, '').replace(/^library\//, '');
  return { repository, ...(tag && { tag }), ...(digest && { digest }) };
}

/** Whether a name stands for this image of a host. */
export function isSameImage(name: string, image: HostImage): boolean {
  const { repository, tag, digest } = parseImageName(name);
  if (repository !== image.repository) return false;
  return digest === undefined ? (tag ?? 'latest') === image.tag : digest === image.digest;
}

/** The first letters of an id or digest, as Docker shows them. */
export function shortenId(id: string): string {
  return id.replace(/^.*sha256:/, '').slice(0, 12);
}
