import { absentMark } from './read-command.ts';

export const containersMark = '@@containers';
export const imagesMark = '@@images';
export const endMark = '@@end';

/** Only what is shown: the whole of `docker inspect` has the environment, and with it secrets. */
const template = [
  '"name":{{json .Name}}',
  '"image":{{json .Config.Image}}',
  '"imageId":{{json .Image}}',
  '"state":{{json .State.Status}}',
  '"health":{{if .State.Health}}{{json .State.Health.Status}}{{else}}null{{end}}',
  '"exitCode":{{json .State.ExitCode}}',
  '"startedAt":{{json .State.StartedAt}}',
  '"restarts":{{json .RestartCount}}',
  '"restartPolicy":{{json .HostConfig.RestartPolicy.Name}}',
  '"exposed":{{json .NetworkSettings.Ports}}',
  '"published":{{json .HostConfig.PortBindings}}',
  '"networks":{{json .NetworkSettings.Networks}}',
  '"mounts":{{json .Mounts}}',
].join(',');

/** Reads the containers of a host with their details, and its images; bounded, for an engine can hang. */
export const inspectCommand = [
  `command -v docker >/dev/null || { echo '${absentMark}'; exit 0; }`,
  'ids=$(timeout 8 docker ps --all --quiet --no-trunc) || exit $?',
  `echo '${containersMark}'`,
  // One that went away in between is no failure: the others are told.
  `[ -z "$ids" ] || timeout 15 docker inspect --format '{${template}}' $(echo "$ids" | head -n 500) 2>/dev/null`,
  `echo '${imagesMark}'`,
  "timeout 8 docker image ls --all --no-trunc --digests --format '{{json .}}' | head -n 2000",
  `echo '${endMark}'`,
].join('\n');
