/*
 * The package `ws` takes native helpers (bufferutil, utf-8-validate) where they happen to be installed. This process loads no
 * native code, so it is told not to look for them, before it is loaded: import this first.
 */
process.env.WS_NO_BUFFER_UTIL = '1';
process.env.WS_NO_UTF_8_VALIDATE = '1';
