/**
 * `holdfast gateway` as it is, but the program that it starts as Node is the script of the first argument, which adds
 * that a signal writes a heap snapshot: the gateway's process itself has neither debugger nor anything like it. All other
 * arguments are the command's.
 */
const [node, entry, script, ...args] = process.argv;
process.execPath = script;
process.argv = [node, entry, ...args];
await import('../../src/main.ts');
