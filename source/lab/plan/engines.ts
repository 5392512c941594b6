import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { OperatorError } from '../../basics/problem.ts';
import type { Fleet, HostName } from '../../fleet/model.ts';
import { hasCode } from '../processes.ts';

/** The hosts that get an engine, and the names of the images it is to have. */
export type LabEngines = ReadonlyMap<HostName, readonly string[]>;

const service = z.object({
  image: z.string(),
  image_pinned: z.string().optional(),
  lab: z.unknown().optional(),
});

/** Services by group and name, as far as a lab reads them. */
const catalogue = z.record(z.string(), z.record(z.string(), service));

const catalogueFile = 'terraform/services.json';

/**
 * Engines for the hosts whose group has services in the catalogue, with the images of those that a lab runs; where
 * the repository has no catalogue, an engine without images for every host.
 */
export async function planEngines(fleet: Fleet): Promise<LabEngines> {
  const services = await readCatalogue(fleet.root);
  if (services === undefined) return new Map(fleet.hosts.map(({ name }) => [name, []]));
  return new Map(
    fleet.hosts.flatMap(({ name, templateGroup }) => {
      const group = services[templateGroup];
      if (group === undefined) return [];
      const inLab = Object.values(group).filter(({ lab }) => lab !== undefined);
      return [[name, [...new Set(inLab.flatMap(nameImage))]] as const];
    }),
  );
}

/**
 * An image from a local file has no digest of a registry: it is made under the name alone. One that is pinned to an
 * id is made under the name it had before.
 */
function nameImage({ image, image_pinned: pinned = '' }: z.infer<typeof service>): string[] {
  const [name = ''] = image.split('@', 1);
  if (!name.startsWith('sha256:')) return [name];
  const before = /instead of (\S+?)(?:: |$)/.exec(pinned)?.[1];
  return before === undefined ? [] : [before];
}

async function readCatalogue(root: string): Promise<z.infer<typeof catalogue> | undefined> {
  const path = join(root, catalogueFile);
  try {
    return catalogue.parse(JSON.parse(await readFile(path, 'utf8')));
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return undefined;
    throw new OperatorError(
      {
        kind: 'lab-data-invalid',
        message: 'the service catalogue cannot be read',
        place: { file: catalogueFile },
        attempted: 'plan the engines of the lab',
        answer: error instanceof Error ? error.message.slice(0, 300) : String(error),
      },
      { cause: error },
    );
  }
}
