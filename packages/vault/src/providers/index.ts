export { environmentProvider } from './environment.ts';
export { keyFileProvider } from './key-file.ts';
export { type KeyringEntry, type KeyringLibrary, osKeyringProvider } from './os-keyring.ts';
export { passphraseProvider } from './passphrase.ts';
