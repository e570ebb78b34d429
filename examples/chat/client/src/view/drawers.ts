// On a narrow page the sidebar and the members slide in over the conversation.

import { byId } from "./dom.ts";

interface Drawer {
  readonly panel: HTMLElement;
  readonly opener: HTMLElement;
  readonly closer: HTMLElement;
}

/** Wires the drawers; the result closes the open one. */
export function drawers(): () => void {
  const conversation = byId("conversation", HTMLElement);
  const backdrop = byId("backdrop", HTMLElement);
  let opened: Drawer | undefined;

  const close = () => {
    if (!opened) return;
    const { panel, opener } = opened;
    opened = undefined;
    panel.classList.remove("open");
    backdrop.classList.remove("open");
    conversation.inert = false;
    opener.setAttribute("aria-expanded", "false");
    opener.focus();
  };
  const open = (drawer: Drawer) => {
    opened = drawer;
    drawer.panel.classList.add("open");
    backdrop.classList.add("open");
    // Nothing behind the drawer takes the focus while it is open.
    conversation.inert = true;
    drawer.opener.setAttribute("aria-expanded", "true");
    drawer.closer.focus();
  };

  for (const name of ["sidebar", "members"]) {
    const drawer: Drawer = {
      panel: byId(name, HTMLElement),
      opener: byId(`open-${name}`, HTMLElement),
      closer: byId(`close-${name}`, HTMLElement),
    };
    drawer.opener.addEventListener("click", () => open(drawer));
    drawer.closer.addEventListener("click", close);
  }
  backdrop.addEventListener("click", close);
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") close();
  });
  // A page that grows shows the panels anyway; the widths are those of style/narrow.css.
  for (const width of ["720px", "1020px"]) {
    matchMedia(`(min-width: ${width})`).addEventListener("change", close);
  }
  return close;
}
