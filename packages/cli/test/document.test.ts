import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { completionNodes } from '../src/completion/command-tree.ts';
import { createProgram } from '../src/index.ts';
import { testTerminal } from './support/command.ts';

const document = readFileSync(join(import.meta.dirname, '..', '..', '..', 'docs', 'cli.md'), 'utf8');
/** Those that do something themselves: all without subcommands, and those with options of their own. */
const commands = completionNodes(createProgram(testTerminal({ folder: '.', home: '.' }))).filter(
  ({ place, subcommands, options }) =>
    place !== '' &&
    !/(^| )help$/.test(place) &&
    (subcommands.length === 0 || options.some(({ names }) => !names.includes('--help'))),
);

/** The text below a command's heading. */
const sectionOf = (place: string) =>
  document.split(/^## /m).find((section) => section.startsWith(`${place}\n`));

it('knows commands', () => {
  expect(commands.length).toBeGreaterThan(10);
});

it.each(commands.map(({ place }) => place))('docs/cli.md shows %s with an example and its JSON', (place) => {
  expect(sectionOf(place)).toMatch(new RegExp(`^\\$ .*holdfast ${place}\\b`, 'm'));
  expect(sectionOf(place)).toContain('--json');
});

it.each(
  commands
    .flatMap(({ place, options }) => options.map(({ names }) => [place, names[0]]))
    .filter(([, name]) => name !== '--help'),
)('docs/cli.md names the option of %s %s', (place, option) => {
  expect(sectionOf(place)).toContain(option);
});

it('docs/cli.md describes no command that does not exist', () => {
  const described = [...document.matchAll(/^## ([a-z]+(?: [a-z-]+)?)$/gm)].map(([, place]) => place);
  expect(described.toSorted()).toEqual(commands.map(({ place }) => place).toSorted());
});
