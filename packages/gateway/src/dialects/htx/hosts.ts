/**
 * Spot is served on the first; contracts, which are known so that they can be refused by name, on others.
 *
 * @see https://www.htx.com/en-us/opend/newApiPages/
 */
export const spotHosts: readonly string[] = ['api.huobi.pro', 'api-aws.huobi.pro'];
export const contractHosts: readonly string[] = ['api.hbdm.com', 'api.hbdm.vn'];

export const hosts: readonly string[] = [...spotHosts, ...contractHosts];
