export {
  type ContainerDifference,
  findDifferences,
  pairContainers,
} from './compare.ts';
export type { ContainerDetail, ContainerMount, ContainerPort, EngineReading, HostImage } from './detail.ts';
export { type ExpectedContainer, type FindHost, readExpectedContainers } from './expected.ts';
export { isImageId, parseImageName, shortenId } from './image-name.ts';
export { inspectCommand } from './inspect-command.ts';
export { type ContainerLogLine, listNewLines, parseContainerLog, stripColours } from './log-lines.ts';
export type { ContainersReading } from './model.ts';
export { parseContainers } from './parse-containers.ts';
export { parseInspect } from './parse-inspect.ts';
export {
  findImagePlaces,
  formatOf,
  type ImagePlace,
  listPins,
  removePin,
  type WrittenPin,
  writePin,
} from './pin-source.ts';
export { readContainersCommand } from './read-command.ts';
