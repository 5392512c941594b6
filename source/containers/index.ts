export type { Container, ContainersReading } from './model.ts';
export { type CommandOutput, parseContainers } from './parse-containers.ts';
export { readContainersCommand } from './read-command.ts';
