// The mahallas of a district come by themselves: the button that asks for them is pressed when the district changes.

export default function areaList(element) {
  const pick = element.querySelector("[data-area-pick]");
  const button = pick.querySelector("button");
  pick.hidden = true;
  element.querySelector("select").addEventListener("change", () => button.form.requestSubmit(button));
}
