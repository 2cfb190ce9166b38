// Small drawings of our own. None has a name: what a control is called is said elsewhere, or nowhere.

const ICON_PATHS = {
  plus: "M12 5v14M5 12h14",
  close: "M6 6l12 12M18 6L6 18",
  search: "M11 4a7 7 0 1 0 0 14a7 7 0 0 0 0-14zM16.5 16.5L21 21",
  chevron: "M6 9l6 6l6-6",
  left: "M15 6l-6 6l6 6",
  people: "M8 11a3 3 0 1 0 0-6a3 3 0 0 0 0 6zM2.5 20c0-4 2.500-6 5.500-6s5.500 2 5.500 6M16 11a2.500 2.500 0 1 0 0-5M17 14c2.500 0 4.500 2 4.500 5",
  box: "M4 8l8-4l8 4v8l-8 4l-8-4zM4 8l8 4l8-4M12 12v8",
  case: "M4 8h16v11H4zM9 8V5h6v3M4 13h16",
  key: "M14 10a4 4 0 1 0-4 4l1 0l1 2h2v2h2v2h3v-3l-6-6z",
  share: "M12 5v5M12 10l-6 7M12 10l6 7M12 3a1.500 1.500 0 1 0 .1 0zM5.500 17a1.500 1.500 0 1 0 .1 0zM18.500 17a1.500 1.500 0 1 0 .1 0z",
  refresh: "M20 12a8 8 0 1 1-2.500-5.800M20 4v4h-4",
  cross: "M12 3a9 9 0 1 0 .1 0zM9 9l6 6M15 9l-6 6",
  info: "M12 3a9 9 0 1 0 .1 0zM12 11v6M12 7.500v.5",
  shield: "M12 3l8 3v6c0 5-4 8-8 9c-4-1-8-4-8-9V6z",
  data: "M12 4c5 0 8 1 8 3s-3 3-8 3s-8-1-8-3s3-3 8-3zM4 7v10c0 2 3 3 8 3s8-1 8-3V7M4 12c0 2 3 3 8 3s8-1 8-3",
  bell: "M6 17V11a6 6 0 0 1 12 0v6l1.500 1.500H4.500zM10 20.500h4",
  home: "M4 11l8-7l8 7v9h-5v-6H9v6H4z",
  dots: "M6 12h.1M12 12h.1M18 12h.1",
  tick: "M5 12.500l4.500 4.500L19 7.500",
  warn: "M12 4L2.500 20h19zM12 10v5M12 17.500v.5",
  gear: "M12 9a3 3 0 1 0 .1 0zM12 3v3M12 18v3M3 12h3M18 12h3M5.600 5.600l2.100 2.100M16.300 16.300l2.100 2.100M5.600 18.400l2.100-2.100M16.300 7.700l2.100-2.100",
  bin: "M5 7h14M9 7V4h6v3M7 7l1 13h8l1-13",
  out: "M14 4h6v6M20 4l-9 9M18 14v6H4V6h6",
  atom: "M12 10.500a1.500 1.500 0 1 0 .1 0zM3 12c0-2.500 4-4.500 9-4.500s9 2 9 4.500s-4 4.500-9 4.500s-9-2-9-4.500zM7.500 4.200c2.200-1.200 6 1.300 8.500 5.600s2.700 8.800.5 10c-2.200 1.200-6-1.300-8.500-5.600s-2.700-8.800-.5-10z",
};

function icon(name, size = 20) {
  const svg = document.createElementNS(SVG, "svg");
  const attributes = {
    viewBox: "0 0 24 24", width: size, height: size, fill: "none", stroke: "currentColor",
    "stroke-width": name === "dots" ? 3 : 1.7, "stroke-linecap": "round", "stroke-linejoin": "round", "aria-hidden": "true",
  };
  for (const [key, value] of Object.entries(attributes)) svg.setAttribute(key, value);
  const path = document.createElementNS(SVG, "path");
  path.setAttribute("d", ICON_PATHS[name] || ICON_PATHS.info);
  svg.append(path);
  return svg;
}
