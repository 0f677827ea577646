// Which hand draws each piece of furniture; every piece fills its box.
import { mix } from "./colour.ts";
import { paintCabinets, paintCoffeeMachine, paintCounter, paintFridge, paintMenuBoard, paintStove } from "./counters.ts";
import {
  paintBlackboard,
  paintClock,
  paintDoor,
  paintFloorLamp,
  paintMirror,
  paintPaintersEasel,
  paintPictureFrame,
  paintPlant,
  paintRug,
  paintWindow,
} from "./decor.ts";
import { type Easel, contactShadow } from "./easel.ts";
import type { Furniture } from "./furnishing.ts";
import type { Piece } from "./joinery.ts";
import { paintTree } from "./plants.ts";
import { paintBed, paintChair, paintDesk, paintFireplace, paintPiano, paintSofa, paintTableWithChairs } from "./seating.ts";
import { paintBookshelf, paintRack, paintShelf } from "./shelving.ts";
import { paintBench } from "./things.ts";

export function paintFurniture(easel: Easel, furniture: Furniture): void {
  const { ctx, palette } = easel;
  const { box, kind } = furniture;
  const random = easel.random.fork(`furniture ${furniture.salt}`);
  const piece: Piece = {
    box,
    random,
    colour: mix(
      furniture.featured ? random.pick(["#3f7f8a", "#4f6fa8", "#5a8a6a", "#7a5a94"]) : random.pick(palette.accents),
      "#8a7466",
      0.25,
    ),
    wood: mix(palette.wood, "#6b4226", 0.2),
  };
  const standing = ![
    "window",
    "shelf",
    "cabinets",
    "pictureFrame",
    "clock",
    "mirror",
    "blackboard",
    "rug",
    "coffeeMachine",
    "menuBoard",
    "door",
  ].includes(kind);
  if (standing)
    contactShadow(
      ctx,
      { x: box.x + box.width / 2, y: box.y + box.height },
      { width: box.width * 1.2, height: box.height * 0.12, colour: palette.shadow, strength: 0.45 },
    );
  switch (kind) {
    case "window":
      return paintWindow(easel, piece);
    case "bookshelf":
      return paintBookshelf(easel, piece);
    case "rack":
      return paintRack(easel, piece);
    case "shelf":
      return paintShelf(easel, piece);
    case "counter":
      return paintCounter(easel, piece);
    case "cabinets":
      return paintCabinets(easel, piece);
    case "coffeeMachine":
      return paintCoffeeMachine(easel, piece);
    case "menuBoard":
      return paintMenuBoard(easel, piece);
    case "sofa":
    case "armchair":
      return paintSofa(easel, piece);
    case "fireplace":
      return paintFireplace(easel, piece);
    case "bed":
      return paintBed(easel, piece);
    case "desk":
      return paintDesk(easel, piece);
    case "schoolDesk":
    case "cafeTable":
      return paintTableWithChairs(easel, piece);
    case "chair":
      return paintChair(easel, piece);
    case "bench":
      return paintBench(easel, { box, colour: piece.wood });
    case "stove":
      return paintStove(easel, piece);
    case "fridge":
      return paintFridge(easel, piece);
    case "plant":
      return paintPlant(easel, piece);
    case "floorLamp":
      return paintFloorLamp(easel, piece);
    case "pictureFrame":
      return paintPictureFrame(easel, piece);
    case "clock":
      return paintClock(easel, piece);
    case "mirror":
      return paintMirror(easel, piece);
    case "door":
      return paintDoor(easel, piece);
    case "rug":
      return paintRug(easel, piece);
    case "blackboard":
      return paintBlackboard(easel, piece);
    case "piano":
      return paintPiano(easel, piece);
    case "easel":
      return paintPaintersEasel(easel, piece);
    case "christmasTree":
      paintTree(easel, {
        x: box.x + box.width / 2,
        foot: box.y + box.height,
        height: box.height,
        form: "christmas",
        distance: 0,
        random,
      });
  }
}
