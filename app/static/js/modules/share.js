// Hands a page to the phone's own sharing; where there is none, the button stays hidden.

export default function share(button) {
  if (!navigator.share) return;
  button.hidden = false;
  button.addEventListener("click", () => {
    navigator.share({ title: button.dataset.title, url: button.dataset.url }).catch(() => {});
  });
}
