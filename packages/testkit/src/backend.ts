import type { IncomingMessage } from 'node:http';

/** One request to the other side. */
export interface BackendRequest {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
}

/** Its answer: 200 and nothing, unless it says otherwise. `json` is written as JSON. */
export interface BackendResponse {
  readonly status?: number;
  readonly json?: unknown;
}

/** The address of the back end as the file has it: each node has one of its own, so that the kit knows who asks. */
export interface BackendAddress {
  readonly perNode: Readonly<Record<'a' | 'b', string>>;
}

/** The other side of a resource type that speaks HTTP, over plain state. */
export interface Backend {
  /** Answers a request, and changes the state by it. */
  handler(request: BackendRequest): BackendResponse | Promise<BackendResponse>;
  /** The fields of the resource; a field marked `perNode` takes the address. */
  config(address: BackendAddress): Readonly<Record<string, unknown>>;
  /** The permission that a request needs. Default: `http:GET`, `http:PUT` and so on. */
  action?(request: BackendRequest): string;
}
