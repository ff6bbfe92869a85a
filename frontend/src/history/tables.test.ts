import { describe, expect, it } from 'vitest';
import { comparedItems, distributionTable, figureTable, funnelTable, hotTable, trendTable } from './tables';

describe('a table that is compared', () => {
  it('has the period before of every value, also of one that is gone', () => {
    const gone = distributionTable(
      'gender',
      {
        now: new Map([['0', 3]]),
        before: new Map([
          ['0', 2],
          ['1', 4],
        ]),
      },
      'en',
    );
    expect(gone.columns.map(({ title }) => title)).toEqual([
      'Gender',
      'Events',
      'Share',
      'Period before',
      '± %',
    ]);
    expect(gone.rows.slice(0, 2)).toEqual([
      ['Female', 3, '100.0%', 2, { text: '+50.0%', value: 50 }],
      ['Male', 0, '0.0%', 4, { text: '-100.0%', value: -100 }],
    ]);
  });

  it('loses no event of provinces that share a row', () => {
    const foreign = Array.from({ length: 12 }, (_, index) => [`x${index}`, 10 + index] as const);
    const { rows } = distributionTable('province', { now: new Map(foreign), before: new Map(foreign) }, 'en');
    const sum = (column: number) => rows.reduce((total, row) => total + Number(row[column]), 0);
    expect(sum(3)).toBe(sum(1));
  });

  it('of a split trend has totals to compare', () => {
    const now = {
      points: ['a', 'b'],
      lines: [
        { code: '0', values: [5, 6] },
        { code: '2', values: [1, 0] },
      ],
    };
    const { columns, rows } = trendTable({ now, before: [3, null], lines: 'action' }, 'en');
    expect(columns.map(({ title }) => title)).toEqual([
      'Time',
      'Click',
      'Buy',
      'Total',
      'Period before',
      '± %',
    ]);
    expect(rows).toEqual([
      ['a', 5, 1, 6, 3, { text: '+100.0%', value: 100 }],
      ['b', 6, 0, 6, null, null],
    ]);
  });

  it('of the funnel compares each stage', () => {
    const stage = { code: '0', count: 6, conversion: 100, step: 100 };
    expect(funnelTable({ now: [stage], before: [{ ...stage, count: 5 }] }, 'en').rows).toEqual([
      ['Click', 6, '100.00%', '100.00%', 5, { text: '+20.0%', value: 20 }],
    ]);
  });

  it('of a ranking tells what had nothing from what is not known', () => {
    const now = [
      { id: 'i1', count: 4 },
      { id: 'i2', count: 3 },
    ];
    const before = [
      { id: 'i9', count: 9 },
      { id: 'i1', count: 2 },
    ];
    const table = (most: number) =>
      hotTable({ items: comparedItems(now, before, most), compared: true }, 'en').rows;
    expect(table(100)).toEqual([
      ['1', 'i1', 4, 2, { text: '+100.0%', value: 100 }],
      ['2', 'i2', 3, 0, null],
    ]);
    expect(table(2)[1]).toEqual(['2', 'i2', 3, null, null]);
    expect(hotTable({ items: comparedItems(now, null, 100), compared: false }, 'en').rows[0]).toEqual([
      '1',
      'i1',
      4,
    ]);
  });

  it('of one figure has one row', () => {
    expect(figureTable('Events', { now: 3, before: null }, 'en')).toEqual({
      columns: [{ title: 'Events', kind: 'number' }],
      rows: [[3]],
    });
    expect(figureTable('Events', { now: 3, before: 4 }, 'en').rows).toEqual([
      [3, 4, { text: '-25.0%', value: -25 }],
    ]);
  });
});
