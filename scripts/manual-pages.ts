import type { Command } from 'commander';
import { createProgram } from '../source/commands/program.ts';
import { keyTable } from '../source/console/keys/key-table.ts';

/** Every command with its flags, from the program's own definitions. */
export async function commandsPage(): Promise<string> {
  const program = await createProgram(['--help']);
  const parts = ['# Commands', '', 'Generated from the program: `node scripts/generate-manual.js`.', ''];
  parts.push('## Everywhere', '', ...flagTable(program), '');
  for (const command of visibleCommands(program)) parts.push(...describeCommand(command, 'peerdeck'));
  return `${parts.join('\n').trimEnd()}\n`;
}

/** Every key, by where it works. */
export function keysPage(): string {
  const parts = ['# Keys', '', 'Generated from the program: `node scripts/generate-manual.js`.', ''];
  for (const { title, rows } of keyTable()) {
    if (rows.length === 0) continue;
    parts.push(`## ${title}`, '', '| key | what | |', '|---|---|---|');
    for (const row of rows) {
      const told = row.dangerous ? `${closed(row.description)} Asks first.` : row.description;
      parts.push(`| ${code(row.keys)} | ${escapeCell(row.title)} | ${escapeCell(told)} |`);
    }
    parts.push('');
  }
  return `${parts.join('\n').trimEnd()}\n`;
}

function visibleCommands(command: Command): Command[] {
  return command
    .createHelp()
    .visibleCommands(command)
    .filter((child) => child.name() !== 'help');
}

function describeCommand(command: Command, path: string): string[] {
  const name = `${path} ${command.name()}`;
  const children = visibleCommands(command);
  const own = [
    `## \`${name} ${command.usage()}\``.replace(' [options]', ''),
    '',
    sentence(command.description()),
    '',
  ];
  const flags = flagTable(command);
  return [
    ...own,
    ...(flags.length > 2 ? [...flags, ''] : []),
    ...children.flatMap((child) => describeCommand(child, name)),
  ];
}

function flagTable(command: Command): string[] {
  const rows = command
    .createHelp()
    .visibleOptions(command)
    .filter((option) => option.long !== '--help')
    .map((option) => `| ${code(option.flags)} | ${escapeCell(option.description)} |`);
  return ['| flag | what it does |', '|---|---|', ...rows];
}

function sentence(text: string): string {
  return text === '' ? '' : closed(`${text[0]?.toUpperCase()}${text.slice(1)}`);
}

/** With a full stop at its end. */
function closed(text: string): string {
  return text.endsWith('.') ? text : `${text}.`;
}

function code(text: string): string {
  return `\`${escapeCell(text)}\``;
}

function escapeCell(text: string): string {
  return text.replaceAll('|', '\\|');
}
