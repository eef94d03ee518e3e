/** The part of the package `ws` that the gateway and its tests use; it comes without types of its own. */
declare module 'ws' {
  import type { EventEmitter } from 'node:events';
  import type { IncomingMessage } from 'node:http';
  import type { Duplex } from 'node:stream';

  interface SocketOptions {
    readonly maxPayload?: number;
    readonly maxFragments?: number;
    readonly perMessageDeflate?: boolean;
    readonly skipUTF8Validation?: boolean;
    readonly autoPong?: boolean;
  }

  interface ClientOptions extends SocketOptions {
    readonly handshakeTimeout?: number;
    readonly followRedirects?: boolean;
    readonly headers?: Readonly<Record<string, string>>;
    readonly createConnection?: () => Duplex;
  }

  interface SocketEvents {
    open: [];
    message: [data: Buffer, isBinary: boolean];
    ping: [data: Buffer];
    pong: [data: Buffer];
    close: [code: number, reason: Buffer];
    error: [error: Error];
  }

  export class WebSocket extends EventEmitter<SocketEvents> {
    static readonly OPEN: number;
    constructor(address: string | URL, options?: ClientOptions);
    readonly readyState: number;
    /** Bytes that were given to `send` and have not left the process. */
    readonly bufferedAmount: number;
    send(data: string | Uint8Array, options?: { binary?: boolean; fin?: boolean; compress?: boolean }): void;
    ping(data?: string): void;
    pong(data?: string): void;
    pause(): void;
    resume(): void;
    close(code?: number, reason?: string): void;
    terminate(): void;
  }

  export class WebSocketServer extends EventEmitter<{ connection: [WebSocket, IncomingMessage] }> {
    constructor(
      options: SocketOptions & {
        readonly noServer: true;
        readonly clientTracking?: boolean;
        readonly handleProtocols?: () => false;
      },
    );
    handleUpgrade(
      request: IncomingMessage,
      socket: Duplex,
      head: Buffer,
      callback: (socket: WebSocket) => void,
    ): void;
    close(): void;
  }
}
