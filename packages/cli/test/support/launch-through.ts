/**
 * `holdfast` as it is, but what it starts as Node is the script of the first argument, which may start Node with more options
 * than the launcher gives: the gateway's process itself can't be looked into. All other arguments are the command's.
 */
const [node, entry, script, ...args] = process.argv;
process.execPath = script;
process.argv = [node, entry, ...args];
await import('../../src/main.ts');
