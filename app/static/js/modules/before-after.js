// Before and after under one divider: a range input, so that finger, mouse and arrow keys all move it.

import { icon } from "../words.js";

export default function beforeAfter(element) {
  const range = document.createElement("input");
  range.type = "range";
  range.min = 0;
  range.max = 100;
  range.value = 50;
  range.className = "before-after-range";
  range.setAttribute("aria-label", element.dataset.label);

  const handle = document.createElement("div");
  const knob = document.createElement("span");
  handle.className = "before-after-handle";
  knob.append(icon("chevrons-left-right"));
  handle.append(knob);

  range.addEventListener("input", () => element.style.setProperty("--cut", `${range.value}%`));
  element.append(handle, range);
  element.dataset.ready = "";
}
