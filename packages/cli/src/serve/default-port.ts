/** Where reports are served unless `--port` says otherwise. */
export const DEFAULT_PORT = 4100;
