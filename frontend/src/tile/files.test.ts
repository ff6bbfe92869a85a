import { describe, expect, it } from 'vitest';
import { csvOf, jsonOf } from './files';
import { fileName } from './picture';
import type { Cell, Table } from './table';

function table(...rows: (readonly Cell[])[]): Table {
  return {
    columns: [
      { title: '省份', kind: 'text' },
      { title: '± %', kind: 'number' },
    ],
    rows,
  };
}

describe('a table as CSV', () => {
  it('begins with the mark of UTF-8 and has its titles and numbers in full', () => {
    expect(csvOf(table(['北京', 1_234_567], ['上海', null]))).toBe(
      '\uFEFF省份,± %\r\n北京,1234567\r\n上海,\r\n',
    );
  });

  it('has the number of a cell that is shown as words', () => {
    expect(csvOf(table(['北京', { text: '+3.0%', value: 3 }]))).toContain('北京,3\r\n');
  });

  it('hands no formula to a spreadsheet', () => {
    for (const text of ['=1+1', '+1', '-x', '@sum', '\t=1', '-1+cmd', '＝1']) {
      expect(csvOf(table([text, 1]))).toContain(`'${text},1`);
    }
  });

  it('leaves negative numbers as they are', () => {
    expect(csvOf(table(['-12.5', -3]))).toContain('\n-12.5,-3\r\n');
  });

  it('keeps commas, quotes and lines within their cell', () => {
    expect(csvOf(table(['a,"b"\nc', 1]))).toContain('"a,""b""\nc",1\r\n');
  });
});

it('a table as JSON says what it is of', () => {
  const json = jsonOf(table(['=北京', { text: '–5.0%', value: -5 }]), {
    title: 'Provinces',
    caption: 'All time',
  });
  expect(JSON.parse(json)).toEqual({
    title: 'Provinces',
    of: 'All time',
    columns: ['省份', '± %'],
    rows: [['=北京', -5]],
  });
});

it('a file is named after its title', () => {
  expect(fileName(' Most wanted ')).toBe('tidelake-most-wanted');
  expect(fileName('省份分布')).toBe('tidelake-省份分布');
});
