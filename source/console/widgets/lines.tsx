import { Text } from 'ink';

/** Painted lines of one width, one below the other. */
export function Lines({ lines }: { readonly lines: readonly string[] }) {
  return <Text>{lines.join('\n')}</Text>;
}
