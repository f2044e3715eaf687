import { type HttpRequest, type Listener, openListener, type Reply } from './http.ts';

/** A port that can be closed, so that connections are refused, and opened again. */
interface Port {
  readonly url: string;
  stop(): Promise<void>;
  start(): Promise<void>;
}

/** Opens `port` (0 = any) on 127.0.0.1; later it is always the same one. */
export async function openPort(port: number, handle: (request: HttpRequest) => Promise<Reply>): Promise<Port> {
  let listener: Listener | undefined = await openListener(port, handle);
  const { url, port: opened } = listener;
  return {
    url,
    stop: async () => {
      const open = listener;
      listener = undefined;
      await open?.close();
    },
    start: async () => {
      listener ??= await openListener(opened, handle);
    },
  };
}
