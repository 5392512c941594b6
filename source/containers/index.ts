export type { ContainersReading } from './model.ts';
export { parseContainers } from './parse-containers.ts';
export { readContainersCommand } from './read-command.ts';
