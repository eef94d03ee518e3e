// Starts the embedded database of the folder named on the command line, says so, and stays until it is killed.
import { startEmbedded } from '../src/embedded/index.ts';

const { pid } = await startEmbedded({ home: process.argv[2] });
process.stdout.write(`ready ${pid}\n`);
setInterval(() => undefined, 60_000);
