// The report has arrived: its draft is no longer needed.

export default function forgetDraft(element) {
  window.sessionStorage.removeItem(`draft:${element.dataset.autosave}`);
}
