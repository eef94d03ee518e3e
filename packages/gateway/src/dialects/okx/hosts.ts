/**
 * Production hosts: the global site and its AWS line, the European Economic Area (two names) and the United States (two
 * names). A key is known to its own region only.
 *
 * @see https://www.okx.com/docs-v5/en/#overview-production-trading-services
 */
export const hosts: readonly string[] = [
  'www.okx.com',
  'aws.okx.com',
  'my.okx.com',
  'eea.okx.com',
  'app.okx.com',
  'us.okx.com',
];
