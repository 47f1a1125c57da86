// Returns what is wrong with the picture on the page, a line each.
() => {
  const faults = [];
  const svg = document.querySelector("svg");
  const page = svg.getBoundingClientRect();
  const texts = [...svg.querySelectorAll("text")];
  const boxes = texts.map((text) => text.getBoundingClientRect());
  const rects = [...svg.querySelectorAll("g > rect")];
  const areas = rects.map((rect) => rect.getBoundingClientRect());
  const name = (number) => `"${texts[number].textContent}"`;
  const meets = (a, b, by) =>
    a.left < b.right - by && b.left < a.right - by && a.top < b.bottom - by && b.top < a.bottom - by;
  const within = (a, b, by) =>
    a.left >= b.left - by && a.right <= b.right + by && a.top >= b.top - by && a.bottom <= b.bottom + by;
  const isBehind = (first, second) =>
    Boolean(first.compareDocumentPosition(second) & Node.DOCUMENT_POSITION_FOLLOWING);

  const channels = (colour) => colour.match(/[\d.]+/g).slice(0, 3).map(Number);
  const luminance = (colour) => {
    const [red, green, blue] = channels(colour).map((part) => {
      const share = part / 255;
      return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  };
  const contrast = (one, other) => {
    const [light, dark] = [luminance(one), luminance(other)].sort((a, b) => b - a);
    return (light + 0.05) / (dark + 0.05);
  };
  const fill = (element) => getComputedStyle(element).fill;
  const ground = svg.querySelector("rect.page");

  texts.forEach((text, number) => {
    const box = boxes[number];
    if (box.width <= 0 || box.height <= 0) faults.push(`${name(number)} has no size`);
    if (!within(box, page, 0)) faults.push(`${name(number)} leaves the picture`);
    const own = text.parentElement.querySelector(":scope > rect");
    if (!own) faults.push(`${name(number)} stands in no box`);
    else if (!within(box, own.getBoundingClientRect(), 0)) faults.push(`${name(number)} leaves its box`);
    for (let other = number + 1; other < texts.length; other++) {
      if (meets(box, boxes[other], 0.5)) faults.push(`${name(number)} lies over ${name(other)}`);
    }
    let below = ground;
    rects.forEach((rect, place) => {
      if (fill(rect) === "none" || !meets(box, areas[place], 0.5)) return;
      if (isBehind(text, rect)) faults.push(`${name(number)} lies under a box`);
      else below = rect;
    });
    const seen = contrast(fill(text), fill(below));
    if (seen < 4.5) faults.push(`${name(number)} has a contrast of ${seen.toFixed(2)}`);
  });

  for (const path of svg.querySelectorAll("path.wire")) {
    const matrix = path.getScreenCTM();
    const length = path.getTotalLength();
    const crossed = new Set();
    const around = path.getBoundingClientRect();
    const near = [...boxes.keys()].filter(
      (number) => meets(boxes[number], around, -1) && isBehind(texts[number], path),
    );
    for (let at = 0; at <= length; at += 2) {
      const point = path.getPointAtLength(at).matrixTransform(matrix);
      for (const number of near) {
        const box = boxes[number];
        const inside =
          point.x > box.left && point.x < box.right && point.y > box.top + 2 && point.y < box.bottom - 2;
        if (inside) crossed.add(number);
      }
    }
    crossed.forEach((number) => faults.push(`a way crosses ${name(number)}`));
    const stroke = contrast(getComputedStyle(path).stroke, fill(ground));
    if (stroke < 3) faults.push(`a way has a contrast of ${stroke.toFixed(2)}`);
  }

  rects.forEach((rect, number) => {
    if (!within(areas[number], page, 0)) faults.push("a box leaves the picture");
  });
  return faults;
}
