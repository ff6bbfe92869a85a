import { element } from '../page/element';
import type { Page } from '../page/pages';

export function open(): Page {
  return {
    root: element('main', { class: 'page' }),
    show: () => undefined,
    restyle: () => undefined,
    visibility: () => undefined,
    refresh: () => undefined,
    leave: () => undefined,
  };
}
