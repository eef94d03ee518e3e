export const HOST = 'api.bitget.com';

/** @see https://www.bitget.com/api-doc/common/domain */
export const hosts: readonly string[] = [HOST];
