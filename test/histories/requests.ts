import type { ClientRequest } from 'node:http';
import { createRequire } from 'node:module';
import { currentProcess, deliver, dies, type Process } from './machine.ts';

const load = createRequire(import.meta.url);

/** The requests that were sent and have not ended. */
export const requests = new Set<object>();

/** A request is an operation when it is sent, and another when its answer comes. */
export function watchRequests(): void {
  const http = load('node:http');
  const original = http.request;
  http.request = (...given: unknown[]) => {
    const process = currentProcess();
    if (!process) return original(...given);
    if (dies(process)) return nothing();
    return watched(process, original(...given));
  };
}

type Emit = (event: string, ...told: unknown[]) => boolean;

function watched(process: Process, request: ClientRequest): ClientRequest {
  const emit: Emit = request.emit.bind(request);
  let ended = false;
  const sent = () => {
    if (!ended) requests.add(request);
  };
  holdBack(process, request, sent);
  request.emit = (event: string, ...told: unknown[]) => {
    if (event === 'close') {
      ended = true;
      requests.delete(request);
      return emit(event, ...told);
    }
    if (event === 'response') dies(process);
    if (!process.killed && !process.asleep) return emit(event, ...told);
    requests.delete(request); // it has reached its other side
    deliver(process, 'answers', () => {
      sent();
      emit(event, ...told);
    });
    return true;
  };
  return request;
}

/** What a suspended process was about to send leaves it when it goes on. */
function holdBack(process: Process, request: ClientRequest, sent: () => void): void {
  if (!process.asleep) return sent();
  Object.assign(process.sleeps.at(-1) ?? {}, { sending: true });
  const end = request.end.bind(request) as (...given: unknown[]) => ClientRequest;
  request.end = (...given: unknown[]) => {
    deliver(process, 'answers', () => {
      sent();
      end(...given);
    });
    return request;
  };
}

/** A request that is never sent: whatever is asked of it is this again. */
function nothing(): unknown {
  const request: object = new Proxy(() => {}, {
    get: (_, name) => (name === 'then' || typeof name === 'symbol' ? undefined : request),
    apply: () => request,
  });
  return request;
}
