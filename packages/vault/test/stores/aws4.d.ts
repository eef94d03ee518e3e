declare module 'aws4' {
  interface Options {
    host?: string;
    path?: string;
    method?: string;
    service?: string;
    region?: string;
    headers?: Record<string, string>;
    body?: string | Buffer;
    extraHeadersToIgnore?: Record<string, boolean>;
  }
  interface Credentials {
    accessKeyId: string;
    secretAccessKey: string;
    sessionToken?: string;
  }
  export function sign(options: Options, credentials: Credentials): { headers: Record<string, string> };
}
