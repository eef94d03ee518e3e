/** Where Bitstamp's API is served; the sandbox is another target than a key is for. */
export const hosts = ['www.bitstamp.net'];
