// What each error says to the person. A `switch` that forgets a code does not type-check.

import type {
  BoundaryError, DirectError, ImageError, ImageGone, JoinError, LeaveError, Refusal, SendError,
} from "./api.gen.ts";

export function refusalText(refusal: Refusal): string {
  switch (refusal.code) {
    case "invalidNickname":
      return `Letters, digits and “_ - .” only, at most ${refusal.charsMax}.`;
    case "invalidKey":
      return "Please reload the page and try again.";
    case "nicknameTaken":
      return "Somebody has this nickname already. Please choose another one.";
    case "serverFull":
      return "The chat is full. Please try again later.";
  }
}

export function joinText(error: JoinError | BoundaryError): string {
  switch (error.code) {
    case "signedOut":
      return "You are signed in from another tab.";
    case "invalidRoomName":
      return `A room’s name has letters, digits and “_ -” only, at most ${error.charsMax}.`;
    case "roomFull":
      return `The room is full: it has ${error.membersMax} members.`;
    case "tooManyRooms":
      return "There are too many rooms. Please use one that exists.";
    case "tooManyJoined":
      return `You are in ${error.roomsMax} rooms already. Please leave one first.`;
    default:
      return boundaryText(error);
  }
}

export function leaveText(error: LeaveError | BoundaryError): string {
  switch (error.code) {
    case "notAMember":
      return "You are not in this room.";
    default:
      return boundaryText(error);
  }
}

export function sendText(error: SendError | BoundaryError): string {
  switch (error.code) {
    case "notAMember":
      return "You are not in this room.";
    case "empty":
      return "There is no text to send.";
    case "tooLong":
      return `The message is too long. At most ${error.charsMax} characters can be sent.`;
    default:
      return boundaryText(error);
  }
}

export function directText(error: DirectError | BoundaryError): string {
  switch (error.code) {
    case "notHere":
      return "This person is not here any more.";
    case "toYourself":
      return "This is you.";
    case "empty":
      return "There is no text to send.";
    case "tooLong":
      return `The message is too long. At most ${error.charsMax} characters can be sent.`;
    default:
      return boundaryText(error);
  }
}

export function imageText(error: ImageError | BoundaryError): string {
  switch (error.code) {
    case "notAMember":
      return "You are not in this room.";
    case "tooLarge":
      return `The image is too large. At most ${Math.floor(error.bytesMax / 1024)} KiB can be sent.`;
    case "unknownFormat":
      return "This is not an image. PNG, JPEG, GIF and WebP can be sent.";
    case "altTooLong":
      return `The description is too long. At most ${error.charsMax} characters can be sent.`;
    default:
      return boundaryText(error);
  }
}

export function imageGoneText(error: ImageGone | BoundaryError): string {
  switch (error.code) {
    case "notKept":
      return "This image is no longer kept.";
    default:
      return boundaryText(error);
  }
}

function boundaryText(error: BoundaryError): string {
  switch (error.code) {
    case "wigwag.invalid_payload":
      return `The server did not understand ${error.path || "the message"}: ${error.message}`;
    case "wigwag.forbidden":
      return "You may not do this.";
    case "wigwag.rate_limited":
      return "That was too fast. Please wait a moment.";
    case "wigwag.too_large":
      return "That is too large.";
    case "wigwag.internal":
      return "Something went wrong on the server.";
  }
}
