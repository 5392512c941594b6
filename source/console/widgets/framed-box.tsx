import { Box } from 'ink';
import type { ReactNode } from 'react';
import type { Area } from '../layout.ts';
import type { Look } from '../look/look.ts';
import { type Line, paint } from '../look/paint.ts';
import type { StyleName } from '../look/theme.ts';
import { framedLines } from './framed.ts';
import { Lines } from './lines.tsx';

/** Components in a box of exactly the given size. */
export function FramedBox({
  look,
  area,
  title,
  border,
  children,
}: {
  readonly look: Look;
  readonly area: Area;
  readonly title: Line;
  readonly border: StyleName;
  readonly children: ReactNode;
}) {
  const [upper = '', ...rest] = framedLines(look, { ...area, title, border }, []);
  const lower = rest.at(-1) ?? '';
  const side = Array.from({ length: Math.max(0, area.rows - 2) }, () =>
    paint(look.theme, border, look.glyphs.border.vertical),
  );
  return (
    <Box flexDirection="column" width={area.columns} height={area.rows} flexShrink={0}>
      <Lines columns={area.columns} lines={[upper]} />
      <Box height={Math.max(0, area.rows - 2)}>
        <Lines columns={1} lines={side} />
        <Box flexDirection="column" width={area.columns - 2} overflow="hidden">
          {children}
        </Box>
        <Lines columns={1} lines={side} />
      </Box>
      <Lines columns={area.columns} lines={[lower]} />
    </Box>
  );
}
