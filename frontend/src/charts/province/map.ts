import type { CustomSeriesOption } from 'echarts/charts';
import type { Language } from '../../contract/labels';
import { barListOption } from '../bar-list';
import type { EChartsOption } from '../echarts';
import { formatCount, formatShort, frameOf, tooltipOf, type Look, type Size } from '../look';
import type { Row } from '../row';
import { TITLES } from '../titles';
import { stepOf, STEP_COUNT, stepsOf } from './steps';
import { COLUMNS, FREE, PLACES, ROWS, type Place } from './tiles';

/** Tiles for what is on no map stand in rows of so many below it. */
const BESIDE_THE_MAP = 3;
const GAP_ROWS = 0.3;
const STRIP_ROWS = 0.72;
/** Of a tile's side, between tiles. */
const MARGIN = 0.05;
/** In font sizes: a row of the ranking, the least room that is worth one, a tile with room for its count. */
const LIST_ROW = 1.9;
const LIST_WIDTH = 17;
const LIST_ROWS = 6;
const LIST_GAP = 1.5;
const TILE_WITH_COUNT = 3.1;
/** Three characters in letters of four fifths. */
const TILE_WITH_NAMES = 2.7;
const LARGEST_TILE = 6;

/** From this step on, tiles are strong enough to be written on in the colour of the panel. */
const STRONG_STEP = 3;

/** A rectangle in CSS pixels. */
export interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

interface Tile extends Box {
  readonly row: Row;
  /** `undefined` for what is on no map. */
  readonly place: Place | undefined;
}

interface Layout {
  /** Side of a tile with its margin. */
  readonly cell: number;
  readonly tiles: readonly Tile[];
  readonly legend: Box;
  /** Where there is room for a ranking beside the map or below it. */
  readonly list: Box | null;
}

/**
 * Provinces as a map of tiles, the darker or brighter the more events. Names that are on no map, unknown ones
 * among them, stand below it with their counts: nothing that is counted is hidden. Where there is room, the
 * largest are ranked beside it.
 *
 * @param rows ranked
 */
export function provinceMapOption(rows: readonly Row[], look: Look, size: Size): EChartsOption {
  const { language, palette, fontSize } = look;
  const title = TITLES.province[language];
  const frame = frameOf(look, title);
  const { cell, tiles, legend, list } = layoutOf(rows, size, fontSize);
  const onMap = tiles.filter(({ place }) => place !== undefined);
  const steps = stepsOf(Math.max(0, ...onMap.map(({ row }) => row.count)));
  const ranking = list === null ? null : rankingIn(list, title, rows, look, size);
  return {
    ...frame,
    aria: { ...frame.aria, label: { description: descriptionOf(rows, onMap.length, title, language) } },
    tooltip: {
      ...tooltipOf(look),
      trigger: 'item',
      valueFormatter: (value) => formatCount(Number(value), language),
    },
    ...(ranking === null ? {} : { grid: ranking.grid, xAxis: ranking.xAxis, yAxis: ranking.yAxis }),
    series: [
      {
        ...drawing(title),
        dimensions: ['x', 'y', 'width', 'height', 'count'],
        encode: { tooltip: ['count'] },
        data: tiles.map(({ row, place, x, y, width, height }) => ({
          name: row.label,
          value: [x, y, width, height, row.count],
          // Of the mark in the tooltip.
          itemStyle: { color: fillOf(place === undefined ? -1 : stepOf(row.count, steps), palette) },
        })),
        renderItem: ({ dataIndex }) => {
          const tile = tiles[dataIndex];
          return tile === undefined ? null : drawTile(tile, cell, steps, look);
        },
      },
      {
        ...drawing(''),
        silent: true,
        tooltip: { show: false },
        data: [0, ...steps].map((from) => ({ name: `≥${from}`, value: from })),
        renderItem: ({ dataIndex }) => drawStep(dataIndex, steps, legend, palette, look),
      },
      ...(ranking === null ? [] : [ranking.series ?? []].flat()),
    ],
  };
}

/** What both drawings share; where things are is worked out here and not by a coordinate system. */
function drawing(name: string): CustomSeriesOption {
  return { type: 'custom', name, coordinateSystem: 'none' } as CustomSeriesOption;
}

/** As large as the room allows: the map to the left with the ranking beside it, or on top with it below. */
export function layoutOf(rows: readonly Row[], size: Size, fontSize: number): Layout {
  const placed = rows.filter(({ code }) => PLACES.has(code));
  const others = rows.filter(({ code }) => !PLACES.has(code));
  const stripRows = Math.ceil(others.length / BESIDE_THE_MAP);
  const units = ROWS + (stripRows === 0 ? 0 : GAP_ROWS + stripRows * STRIP_ROWS);
  const cell = Math.min(size.width / COLUMNS, size.height / units, fontSize * LARGEST_TILE);
  const map = { width: cell * COLUMNS, height: cell * units };
  const right = size.width - map.width - fontSize * LIST_GAP;
  const below = size.height - map.height - fontSize * LIST_GAP;
  const list: Box | null =
    right >= fontSize * LIST_WIDTH
      ? { x: map.width + fontSize * LIST_GAP, y: 0, width: right, height: size.height }
      : below >= fontSize * LIST_ROW * LIST_ROWS
        ? { x: 0, y: map.height + fontSize * LIST_GAP, width: size.width, height: below }
        : null;
  // With a ranking to its right the map stands at the left edge, else in the middle.
  const left = list !== null && list.x > 0 ? 0 : (size.width - map.width) / 2;
  const margin = cell * MARGIN;
  const boxAt = (column: number, row: number, columns: number, height: number): Box => ({
    x: left + column * cell + margin,
    y: row * cell + margin,
    width: columns * cell - 2 * margin,
    height: height * cell - 2 * margin,
  });
  const stripColumns = COLUMNS / Math.min(BESIDE_THE_MAP, Math.max(1, others.length));
  return {
    cell,
    tiles: [
      ...placed.map((row) => {
        const place = PLACES.get(row.code);
        return { row, place, ...boxAt(place?.column ?? 0, place?.row ?? 0, 1, 1) };
      }),
      ...others.map((row, index) => ({
        row,
        place: undefined,
        ...boxAt(
          (index % BESIDE_THE_MAP) * stripColumns,
          ROWS + GAP_ROWS + Math.floor(index / BESIDE_THE_MAP) * STRIP_ROWS,
          stripColumns,
          STRIP_ROWS,
        ),
      })),
    ],
    legend: boxAt(0, 0, FREE.columns, FREE.rows),
    list,
  };
}

function rankingIn(list: Box, title: string, rows: readonly Row[], look: Look, size: Size): EChartsOption {
  const shown = Math.min(rows.length, Math.floor(list.height / (look.fontSize * LIST_ROW)));
  const option = barListOption(title, rows.slice(0, shown), look);
  const height = Math.min(list.height, shown * look.fontSize * LIST_ROW * 1.25);
  return {
    ...option,
    grid: {
      ...option.grid,
      left: list.x,
      top: list.y,
      right: size.width - list.x - list.width,
      bottom: size.height - list.y - height,
    },
  };
}

type Drawn = ReturnType<NonNullable<CustomSeriesOption['renderItem']>>;

function drawTile(tile: Tile, cell: number, steps: readonly number[], look: Look): Drawn {
  const { palette, fontSize, fontFamily, language } = look;
  const { row, place, x, y, width, height } = tile;
  const step = place === undefined ? -1 : stepOf(row.count, steps);
  const fill = fillOf(step, palette);
  const ink = step >= STRONG_STEP ? palette.panel : step < 0 ? palette.muted : palette.ink;
  const middle = { x: x + width / 2, y: y + height / 2 };
  const text = (words: string, at: { x: number; y: number }, size: number, weight: number) => ({
    type: 'text' as const,
    style: {
      ...at,
      text: words,
      align: 'center' as const,
      verticalAlign: 'middle' as const,
      fontFamily,
      fontSize: size,
      fontWeight: weight,
      fill: ink,
      // Names of the map fit; cutting costs measuring.
      ...(place === undefined ? { width: width * 0.94, overflow: 'truncate' as const } : {}),
      // Letters stay legible on a pattern.
      ...(look.patterns && step > 0 ? { stroke: fill, lineWidth: size * 0.3 } : {}),
    },
  });
  const inFull = namesInFull(cell, fontSize, language);
  const nameSize = Math.min(fontSize, cell * (inFull ? 0.29 : 0.4));
  const countSize = Math.min(fontSize * 0.85, cell * 0.23);
  const withCount = cell >= fontSize * TILE_WITH_COUNT;
  const name = place === undefined || inFull ? row.label : place.short[language];
  return {
    type: 'group',
    children: [
      {
        type: 'rect',
        shape: { x, y, width, height, r: cell * 0.08 },
        style: {
          fill,
          stroke: step < 0 ? palette.line : 'transparent',
          lineWidth: 1,
          ...(look.patterns && step > 0 ? { decal: patternOf(step, cell, palette) } : {}),
        },
        emphasis: { style: { stroke: palette.ink, lineWidth: 2 } },
      },
      ...(place === undefined
        ? [text(`${name}  ${formatCount(row.count, language)}`, middle, nameSize, 400)]
        : withCount
          ? [
              text(name, { x: middle.x, y: y + height * 0.36 }, nameSize, 600),
              text(formatShort(row.count, language), { x: middle.x, y: y + height * 0.7 }, countSize, 400),
            ]
          : [text(name, middle, nameSize, 600)]),
    ],
  };
}

function fillOf(step: number, { panel, steps, accent }: Look['palette']): string {
  return step < 0 ? panel : (steps[step] ?? accent);
}

/** Where every name of the language has room, so that not some are in full and others not. */
function namesInFull(cell: number, fontSize: number, language: Language): boolean {
  return language === 'zh' && cell >= fontSize * TILE_WITH_NAMES;
}

/** One swatch of the legend: nothing, then each step with where it begins. */
function drawStep(
  index: number,
  steps: readonly number[],
  room: Box,
  palette: Look['palette'],
  look: Look,
): Drawn {
  const step = index === 0 ? -1 : index - 1 + STEP_COUNT - steps.length;
  const from = index === 0 ? 0 : (steps[index - 1] ?? 0);
  const width = room.width / (STEP_COUNT + 1);
  const x = room.x + index * width;
  const height = Math.min(width * 0.3, look.fontSize);
  const fill = fillOf(step, palette);
  return {
    type: 'group',
    children: [
      {
        type: 'rect',
        shape: { x, y: room.y, width, height },
        style: {
          fill,
          stroke: palette.line,
          lineWidth: 1,
          ...(look.patterns && step > 0
            ? { decal: patternOf(step, room.width / FREE.columns, palette) }
            : {}),
        },
      },
      {
        type: 'text',
        style: {
          x,
          y: room.y + height * 1.4,
          text: index === 0 ? '0' : `≥${formatShort(from, look.language)}`,
          fontFamily: look.fontFamily,
          fontSize: Math.min(look.fontSize * 0.85, width * 0.24),
          fill: palette.muted,
        },
      },
    ],
  };
}

/** Lines, the closer the higher the step; in the colour of another step, so that words stand out from them. */
function patternOf(step: number, cell: number, { steps, accent }: Look['palette']) {
  const distance = (cell * 0.5) / step;
  return {
    symbol: 'rect',
    color: steps[step >= STRONG_STEP ? step - 2 : step + 1] ?? accent,
    dashArrayX: [1, 0],
    dashArrayY: [Math.max(1, cell * 0.015), Math.max(2, distance)],
    rotation: -Math.PI / 4,
    symbolSize: 1,
  };
}

/** What a screen reader says: the largest, and what is on no map. */
function descriptionOf(rows: readonly Row[], onMap: number, title: string, language: Language): string {
  const SAID = 5;
  const words = (row: Row) => `${row.label} ${formatCount(row.count, language)}`;
  const largest = rows.filter(({ code, count }) => PLACES.has(code) && count > 0).slice(0, SAID);
  const others = rows.filter(({ code }) => !PLACES.has(code));
  if (language === 'zh') {
    return (
      `${title}，${onMap} 个省级地区的方格地图。` +
      (largest.length === 0 ? '还没有事件。' : `最多：${largest.map(words).join('，')}。`) +
      (others.length === 0 ? '' : `地图之外：${others.map(words).join('，')}。`)
    );
  }
  return (
    `${title} as a map of ${onMap} tiles. ` +
    (largest.length === 0 ? 'No events yet. ' : `Most: ${largest.map(words).join(', ')}. `) +
    (others.length === 0 ? '' : `Not on the map: ${others.map(words).join(', ')}.`)
  ).trim();
}
