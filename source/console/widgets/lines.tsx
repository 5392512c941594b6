import { Box, type DOMElement, Text } from 'ink';
import { createContext, useContext, useLayoutEffect, useRef } from 'react';
import type { Surface } from '../frame/surface.ts';

interface LinesProps {
  readonly lines: readonly string[];
  readonly columns: number;
}

/** Where painted lines go; without one Ink writes them itself. */
export const SurfaceContext = createContext<Surface | undefined>(undefined);

/** Painted lines of one width, one below the other. */
export function Lines({ lines, columns }: LinesProps) {
  const surface = useContext(SurfaceContext);
  return surface === undefined ? (
    <Text>{lines.join('\n')}</Text>
  ) : (
    <SurfaceLines surface={surface} lines={lines} columns={columns} />
  );
}

/** Ink knows the lines as an empty box of their size. */
function SurfaceLines({ surface, lines, columns }: LinesProps & { readonly surface: Surface }) {
  const box = useRef<DOMElement>(null);
  useLayoutEffect(() => {
    const element = box.current;
    if (element === null) return undefined;
    surface.put(element, lines);
    return () => surface.drop(element);
  }, [surface, lines]);
  return <Box ref={box} width={columns} height={lines.length} flexShrink={0} />;
}
