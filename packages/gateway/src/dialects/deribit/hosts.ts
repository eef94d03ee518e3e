/** The production host. `test.deribit.com` is another target than a key is for. */
export const deribitHosts = ['www.deribit.com'];
