// A `holdfast` command that ends with the process that started it: its standard input is open for just as long.
process.stdin.resume();
process.stdin.once('end', () => process.kill(process.pid, 'SIGINT'));
process.stdin.once('error', () => process.kill(process.pid, 'SIGINT'));
await import('../main.ts');
