// The way there in the phone's own map. `geo:` is understood by Android; an iPhone has a word of its own.

export default function directions(link) {
  const isApple = /iPhone|iPad|iPod/.test(navigator.userAgent) || (navigator.platform === "MacIntel" && navigator.maxTouchPoints > 1);
  if (isApple) link.href = `maps:?daddr=${link.dataset.lat},${link.dataset.lon}`;
}
