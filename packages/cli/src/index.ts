export { createProgram } from './program.ts';
export { run } from './run.ts';
export { allowsColor, type Output, processTerminal, type Terminal } from './terminal.ts';
