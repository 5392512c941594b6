import { Text } from 'ink';
import inkTable from 'ink-table';
import type { ReactNode } from 'react';
import type { Look } from '../look/look.ts';
import { paint } from '../look/paint.ts';
import type { StyleName } from '../look/theme.ts';

const Table = inkTable.default;

/** A cell of the table as a component of one style. */
function styled({ theme }: Look, style: StyleName) {
  return ({ children }: { readonly children?: ReactNode }) => (
    <Text>{paint(theme, style, String(children))}</Text>
  );
}

/** In place of the lines between cells: blanks set them apart well enough. */
function Nothing() {
  return null;
}

/** A small table of fixed rows, drawn whole. */
export function SmallTable({
  look,
  rows,
}: {
  readonly look: Look;
  readonly rows: readonly Readonly<Record<string, string | number>>[];
}) {
  return (
    <Table
      data={rows.map((row) => ({ ...row }))}
      header={styled(look, 'dim')}
      cell={styled(look, 'plain')}
      skeleton={Nothing}
    />
  );
}
