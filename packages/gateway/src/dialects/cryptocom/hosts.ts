/**
 * The exchange's REST host, and the one of its former derivatives API. The sandbox (`uat-api.3ona.co`) is another target
 * than a key is for.
 *
 * Source: https://exchange-developer.crypto.com/exchange/v1/docs/api/rest-common-api-reference
 */
export const cryptocomHosts = ['api.crypto.com', 'deriv-api.crypto.com'];
