// Puts the page together: the state in the middle, the connection fills it, the views show it.

import { Actions } from "./actions.ts";
import { Connection } from "./connection.ts";
import { Images } from "./images.ts";
import { State } from "./state.ts";
import { composerView } from "./view/composer.ts";
import { conversationView } from "./view/conversation.ts";
import { drawers } from "./view/drawers.ts";
import { Lightbox } from "./view/lightbox.ts";
import { membersView } from "./view/members.ts";
import { messagesView } from "./view/messages.ts";
import { sidebarView } from "./view/sidebar.ts";
import { signInView } from "./view/sign-in.ts";
import { statusView } from "./view/status.ts";
import { toast } from "./view/toasts.ts";

const state = new State();
const connection = new Connection(state);
const actions = new Actions(state, connection, toast);
const closeDrawer = drawers();

const views = [
  signInView(state, connection),
  conversationView(state, actions),
  statusView(state),
  sidebarView(state, actions, connection, closeDrawer),
  membersView(state, closeDrawer),
  messagesView(state, new Images(connection), new Lightbox()),
  composerView(state, actions),
];
state.subscribe(() => views.forEach((show) => show()));

document.addEventListener("visibilitychange", () => {
  if (!document.hidden && state.active) state.open(state.active);
});

connection.resume();
state.changed();
