import type { Language } from '../contract/labels';
import { element } from '../page/element';
import { tileText } from './text';

/** Shows a statement to read and to take along. Escape closes it, and focus goes back to where it was. */
export function showSql(title: string, sql: string, language: Language): void {
  const text = tileText(language);
  const copy = element('button', { type: 'button', class: 'primary' }, text.copy);
  const close = element('button', { type: 'button' }, text.close);
  const dialog = element(
    'dialog',
    { class: 'sql', 'aria-labelledby': 'sql-title' },
    element('h2', { id: 'sql-title' }, text.sqlTitle(title)),
    element('pre', { tabindex: '0' }, element('code', {}, sql)),
    element('footer', {}, element('p', {}, text.sqlHint), copy, close),
  );
  copy.hidden = navigator.clipboard === undefined;
  copy.addEventListener('click', () => {
    navigator.clipboard.writeText(sql).then(
      () => (copy.textContent = text.copied),
      // Copying was not allowed; the statement stands there to be selected.
      () => undefined,
    );
  });
  close.addEventListener('click', () => dialog.close());
  dialog.addEventListener('click', (event) => {
    if (event.target === dialog) {
      dialog.close();
    }
  });
  dialog.addEventListener('close', () => dialog.remove());
  document.body.append(dialog);
  dialog.showModal();
}
