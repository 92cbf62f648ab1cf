// The report has arrived: its draft is no longer needed.

export default function forgetDraft(element) {
  for (const part of ["", ":photos", ":recording"]) window.sessionStorage.removeItem(`draft:${element.dataset.autosave}${part}`);
}
