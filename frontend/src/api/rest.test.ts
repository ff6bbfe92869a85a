import { describe, expect, it, vi } from 'vitest';
import { ApiError, RestClient, UnreachableError, urlOf } from './rest';

function client(answer: () => Promise<Response>, token: string | null = null) {
  const asked = vi.fn((_url: string, _init: RequestInit) => answer());
  const askForToken = vi.fn();
  const rest = new RestClient({
    fetch: asked as unknown as typeof fetch,
    language: () => 'en',
    token: () => token,
    askForToken,
  });
  return { asked, askForToken, rest };
}

const json = (status: number, body: unknown) => async () => new Response(JSON.stringify(body), { status });
const quiet = () => new AbortController().signal;

describe('a read', () => {
  it('gives the data of the envelope, and comes with language and token', async () => {
    const { asked, rest } = client(json(200, { code: 0, msg: 'success', data: { visitors: 5 } }), 'a.b.c');
    await expect(
      rest.get('/api/user_stats/visitors', { action: '2', age: undefined }, quiet()),
    ).resolves.toEqual({
      visitors: 5,
    });
    const [url, init] = asked.mock.calls[0] ?? [];
    expect(url).toBe('/api/user_stats/visitors?action=2');
    expect(init?.headers).toEqual({ 'Accept-Language': 'en', Authorization: 'Bearer a.b.c' });
  });

  it('fails with the words of the service', async () => {
    const { rest, askForToken } = client(
      json(503, { code: 1002, msg: 'Trino is away', data: null, request_id: 'r1' }),
    );
    const problem = await rest.get('/api/lake/tables', {}, quiet()).catch((error: unknown) => error);
    expect(problem).toBeInstanceOf(ApiError);
    expect(problem).toMatchObject({ status: 503, code: 1002, message: 'Trino is away', requestId: 'r1' });
    expect(askForToken).not.toHaveBeenCalled();
  });

  it('asks for a token where one is wanted', async () => {
    const { rest, askForToken } = client(json(401, { code: 1007, msg: 'a token is needed', data: null }));
    await expect(rest.get('/api/lake/tables', {}, quiet())).rejects.toThrow('a token is needed');
    expect(askForToken).toHaveBeenCalledOnce();
  });

  it('says if nobody answers, and keeps silent if it was given up', async () => {
    const { rest } = client(() => Promise.reject(new TypeError('failed')));
    await expect(rest.get('/api/lake/tables', {}, quiet())).rejects.toBeInstanceOf(UnreachableError);
    const givenUp = AbortSignal.abort();
    await expect(rest.get('/api/lake/tables', {}, givenUp)).rejects.toBeInstanceOf(TypeError);
  });

  it('is not taken in by a page of something in between', async () => {
    const { rest } = client(async () => new Response('<html>', { status: 502 }));
    await expect(rest.get('/api/lake/tables', {}, quiet())).rejects.toThrow('HTTP 502');
  });
});

it('an address has what is given, and nothing that is not', () => {
  expect(urlOf('/a', {})).toBe('/a');
  expect(urlOf('/a', { x: '', y: undefined, province: '北京' })).toBe('/a?province=%E5%8C%97%E4%BA%AC');
});
