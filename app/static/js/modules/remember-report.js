// The report has arrived: this device keeps its link, so that whoever loses the page finds it again.

const GIVEN_BACK = "queue:given-back";

export default async function rememberReport(element) {
  const queue = await import("../queue.js");
  const { id: publicId, address, title, place } = element.dataset;
  // It was kept to be sent, and then went with the form itself.
  const given = window.sessionStorage.getItem(GIVEN_BACK);
  if (given) {
    window.sessionStorage.removeItem(GIVEN_BACK);
    await queue.remove(given);
  }
  const known = (await queue.kept.list()).find((report) => report.publicId === publicId);
  try {
    await queue.kept.keep({ ...known, publicId, address, title, place, at: known?.at || Date.now() });
  } catch (error) {
    // Without room nothing is promised: the link on the page is the only one.
    if (error instanceof queue.Full) return;
    throw error;
  }
  element.hidden = false;
}
