import type { IncomingMessage } from 'node:http';

/** One request to the other side. */
export interface BackendRequest {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
}

/** Its answer: 200 and nothing, unless it says otherwise. `json` is written as JSON, `text` as it is (XML, HTML, half an answer). */
export interface BackendResponse {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly json?: unknown;
  readonly text?: string;
}

/** The other side of a resource type that speaks HTTP, over plain state. */
export interface Backend {
  /** Answers a request, and changes the state by it. */
  handler(request: BackendRequest): BackendResponse | Promise<BackendResponse>;
  /** The fields of the resource; `url` is the back end's address. */
  config(url: string): Readonly<Record<string, unknown>>;
  /** Who has it now, by the state: names of nodes, `a` and `b`. */
  holders(): readonly string[];
  /** The permission that a request needs. Default: `http:GET`, `http:PUT` and so on. */
  action?(request: BackendRequest): string;
  /** The environment of both nodes: a token, for example. */
  readonly env?: Readonly<Record<string, string>>;
}
