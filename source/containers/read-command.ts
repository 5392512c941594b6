/** Before the restart counts. */
export const restartsMark = '@@restarts';
export const absentMark = '@@absent';

/** Lists the containers of a host and how often each was restarted; bounded, for an engine can hang. */
export const readContainersCommand = [
  `command -v docker >/dev/null || { echo '${absentMark}'; exit 0; }`,
  "timeout 8 docker ps --all --no-trunc --format '{{json .}}' || exit $?",
  `echo '${restartsMark}'`,
  'ids=$(timeout 8 docker ps --all --quiet | head -n 500)',
  '[ -z "$ids" ] || timeout 8 docker inspect --format \'{{.RestartCount}} {{.Name}}\' $ids',
].join('\n');
