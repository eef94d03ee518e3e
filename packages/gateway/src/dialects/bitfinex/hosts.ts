/** Only this one takes signed requests. */
export const PRIVATE_HOST = 'api.bitfinex.com';
export const PUBLIC_HOST = 'api-pub.bitfinex.com';
export const hosts: readonly string[] = [PRIVATE_HOST, PUBLIC_HOST];
