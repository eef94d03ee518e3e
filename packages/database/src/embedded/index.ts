export { attachEmbedded } from './attach-embedded.ts';
export { type EmbeddedDatabase, startEmbedded } from './start-embedded.ts';
