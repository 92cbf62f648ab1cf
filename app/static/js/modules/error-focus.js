// After a form came back with errors, the summary is where reading goes on.

export default function errorFocus(summary) {
  summary.focus();
}
