import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { codesOf, DIMENSIONS, type Dimension } from '../contract/labels';
import { fragmentOf, PAGES, routeOf } from '../page/route';
import { between, FIRST_VIEW, INTERVALS, KINDS, PRESETS, queryOf, viewOf, type HistoryView } from './view';

const minute = fc
  .date({ min: new Date('0001-01-02'), max: new Date('9999-12-30'), noInvalidDate: true })
  .map((date) => date.toISOString().slice(0, 16));

const range = fc.oneof(
  fc.constantFrom(...PRESETS).map((preset) => ({ preset })),
  fc.tuple(minute, minute).map(([one, other]) => {
    const [from = one, to = other] = [one, other].sort();
    return { preset: null, from, to };
  }),
);

const code = (dimension: Dimension) => fc.constantFrom(...codesOf(dimension));
const filters = fc.record(
  {
    action: code('action'),
    age: code('age'),
    gender: code('gender'),
    // Any text can be a province.
    province: fc.oneof(code('province'), fc.string({ minLength: 1, maxLength: 50 })),
  },
  { requiredKeys: [] },
);

const view: fc.Arbitrary<HistoryView> = fc
  .record({
    range,
    filters,
    compare: fc.boolean(),
    interval: fc.constantFrom(null, ...INTERVALS),
    lines: fc.constantFrom(null, ...DIMENSIONS),
    rows: fc.constantFrom(...DIMENSIONS),
    columns: fc.constantFrom(null, ...DIMENSIONS, ...INTERVALS),
    kind: fc.constantFrom(...KINDS),
  })
  .filter(({ rows, columns }) => rows !== columns);

describe('a view in the address', () => {
  it('comes back as it was', () => {
    fc.assert(
      fc.property(view, (shown) => {
        const route = routeOf(fragmentOf('history', queryOf(shown)));
        expect(route.page).toBe('history');
        expect(viewOf(route.query)).toEqual(shown);
      }),
    );
  });

  it('says nothing about what is as at first', () => {
    expect(queryOf(FIRST_VIEW).toString()).toBe('');
    expect(viewOf(new URLSearchParams())).toEqual(FIRST_VIEW);
  });

  it('makes a view of any text that somebody types', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), fc.string(), (name, value, other) => {
        const query = new URLSearchParams({
          [name]: value,
          from: value,
          to: other,
          columns: value,
          range: other,
        });
        const shown = viewOf(query);
        expect(viewOf(queryOf(shown))).toEqual(shown);
      }),
    );
  });

  it('takes no day that does not exist, and puts minutes in order', () => {
    expect(between('2026-02-30T00:00', '2026-03-01T00:00')).toBeNull();
    expect(between('', '2026-03-01T00:00')).toBeNull();
    expect(between('2026-03-02T00:00:30', '2026-03-01T00:00')).toEqual({
      preset: null,
      from: '2026-03-01T00:00',
      to: '2026-03-02T00:00',
    });
  });
});

describe('the address', () => {
  it('names every page', () => {
    for (const page of PAGES) {
      expect(routeOf(fragmentOf(page)).page).toBe(page);
    }
  });

  it('is the live page if it names none', () => {
    for (const fragment of ['', '#', '#/', '#/nothing?range=all', '#x=1']) {
      expect(routeOf(fragment).page).toBe('live');
    }
  });
});
