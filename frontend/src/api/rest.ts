import type { paths } from '../contract/api';
import type { Language } from '../contract/labels';

/** The calls that answer an envelope, with the `data` of each. */
export type Answers = {
  [
    Path in keyof paths as paths[Path] extends Answering<unknown> ? Path : never
  ]: paths[Path] extends Answering<infer Data> ? Data : never;
};

interface Answering<Data> {
  get: { responses: { 200: { content: { 'application/json': { data: Data } } } } };
}

export type Parameters = Readonly<Record<string, string | undefined>>;

/** The service said no, in its own words. */
export class ApiError extends Error {
  constructor(
    readonly status: number,
    readonly code: number | null,
    message: string,
    readonly requestId: string | null,
  ) {
    super(message);
  }
}

/** Nobody answered. */
export class UnreachableError extends Error {}

/** What a call needs of the page. */
export interface Caller {
  readonly fetch: typeof fetch;
  language(): Language;
  token(): string | null;
  /** The service wants a token, or another one. */
  askForToken(): void;
}

const UNAUTHORIZED = 401;

/** Reads of the REST API. Every one can be given up, and says why it failed. */
export class RestClient {
  constructor(private readonly caller: Caller) {}

  /**
   * @returns the `data` of the answer
   * @throws ApiError if the service answers with an error
   * @throws UnreachableError if it does not answer
   * @throws DOMException `AbortError`, once the signal says so
   */
  async get<Path extends keyof Answers>(
    path: Path,
    parameters: Parameters,
    signal: AbortSignal,
  ): Promise<Answers[Path]> {
    const answer = await this.fetch(urlOf(path, parameters), { signal });
    const body: unknown = await bodyOf(answer, signal);
    if (typeof body !== 'object' || body === null || !('data' in body)) {
      throw new ApiError(answer.status, null, `HTTP ${answer.status}`, null);
    }
    return body.data as Answers[Path];
  }

  /** The answer as it is, once it is none of an error. */
  async fetch(url: string, init: RequestInit & { readonly signal: AbortSignal }): Promise<Response> {
    const token = this.caller.token();
    let answer: Response;
    try {
      answer = await this.caller.fetch(url, {
        ...init,
        headers: {
          'Accept-Language': this.caller.language(),
          ...(token === null ? {} : { Authorization: `Bearer ${token}` }),
        },
      });
    } catch (problem) {
      throw init.signal.aborted ? problem : new UnreachableError();
    }
    if (answer.ok) {
      return answer;
    }
    if (answer.status === UNAUTHORIZED) {
      this.caller.askForToken();
    }
    const body = (await bodyOf(answer, init.signal)) as Partial<Record<string, unknown>> | null;
    throw new ApiError(
      answer.status,
      typeof body?.code === 'number' ? body.code : null,
      typeof body?.msg === 'string' ? body.msg : `HTTP ${answer.status}`,
      typeof body?.request_id === 'string' ? body.request_id : null,
    );
  }
}

/** A path with the parameters that are given. */
export function urlOf(path: string, parameters: Parameters): string {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(parameters)) {
    if (value !== undefined && value !== '') {
      query.set(name, value);
    }
  }
  const search = query.toString();
  return search === '' ? path : `${path}?${search}`;
}

async function bodyOf(answer: Response, signal: AbortSignal): Promise<unknown> {
  try {
    return await answer.json();
  } catch (problem) {
    if (signal.aborted) {
      throw problem;
    }
    return null;
  }
}
