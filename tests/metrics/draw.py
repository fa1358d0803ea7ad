#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Draw the dashboard from what a Prometheus answers.

usage: draw.py API SECONDS <dashboard.json >dashboard.svg

Every query of every panel is asked of the Prometheus whose API is at API, for
the last SECONDS.  Only what our dashboard uses of Grafana's is drawn: it is to
be looked at, and to be wrong where the dashboard is.  Exit status 1 when a
query fails; panels without data say so.
"""
import html
import json
import math
import re
import sys
import time
import urllib.parse
import urllib.request

COLUMN, ROW, GAP, TOP = 58, 34, 6, 30
POINTS = 120
COLOURS = ["#0969da", "#1a7f37", "#bf8700", "#cf222e", "#8250df", "#1b7c83",
           "#bc4c00", "#bf3989", "#57606a", "#4d2d00"]
NAMED = {"green": "#1a7f37", "orange": "#bf8700", "red": "#cf222e", "blue": "#0969da"}


class Source:
    """A Prometheus, and the time that is shown."""

    def __init__(self, api, seconds):
        self.api, self.seconds, self.now = api, seconds, time.time()
        self.step = seconds / POINTS

    def fill_in(self, expr):
        for name, value in (("$__rate_interval", f"{max(2, round(self.seconds / 15))}s"),
                            ("$__range", f"{self.seconds}s"), ("$instance", ".*")):
            expr = expr.replace(name, value)
        return expr

    def ask(self, what, expr, **arguments):
        data = urllib.parse.urlencode({"query": self.fill_in(expr), **arguments}).encode()
        with urllib.request.urlopen(f"{self.api}/{what}", data) as answer:
            return json.load(answer)["data"]["result"]

    def at_once(self, target):
        return [(legend(target, s["metric"]), s["metric"], float(s["value"][1]))
                for s in self.ask("query", target["expr"], time=self.now)]

    def over_time(self, target):
        found = self.ask("query_range", target["expr"], start=self.now - self.seconds,
                         end=self.now, step=self.step)
        return [(legend(target, s["metric"]), [(float(t), float(v)) for t, v in s["values"]])
                for s in found]


def legend(target, labels):
    return re.sub(r"\{\{(\w+)\}\}", lambda m: labels.get(m[1], ""), target.get("legendFormat", ""))


def shown(value, unit, decimals=None):
    """A number as people read it."""
    if value != value:
        return "-"
    if unit == "percentunit":
        return f"{100 * value:.0f} %"
    if unit == "s":
        for size, name in ((86400, "d"), (3600, "h"), (60, "min"), (1, "s"), (1e-3, "ms")):
            if abs(value) >= size:
                return f"{value / size:.3g} {name}"
        return "0 s"
    text = f"{value:.{decimals}f}" if decimals is not None else f"{value:.4g}"
    return text + (" /s" if unit == "ops" else "")


class Picture:
    """SVG, piece by piece."""

    def __init__(self):
        self.out = []

    def text(self, x, y, what, **style):
        self.out.append(f'<text x="{x:.0f}" y="{y:.0f}"{attributes(style)}>{html.escape(str(what))}</text>')

    def rect(self, x, y, w, h, **style):
        self.out.append(f'<rect x="{x:.0f}" y="{y:.0f}" width="{w:.1f}" height="{h:.1f}"{attributes(style)}/>')

    def path(self, points, close=False, **style):
        d = "M" + "L".join(f"{x:.0f},{y:.1f}" for x, y in points) + ("Z" if close else "")
        self.out.append(f'<path d="{d}"{attributes({"fill": "none", **style})}/>')


def attributes(style):
    return "".join(f' {k.replace("_", "-")}="{v}"' for k, v in style.items())


def threshold(defaults, value):
    colour = "#57606a"
    for step in defaults.get("thresholds", {}).get("steps", []):
        if step["value"] is None or value >= step["value"]:
            colour = NAMED[step["color"]]
    return colour


def draw_stat(p, panel, source, x, y, w, h):
    defaults = panel["fieldConfig"]["defaults"]
    series = source.at_once(panel["targets"][0])
    value = series[0][2] if series else None
    what = "no data" if value is None else shown(value, defaults.get("unit"), defaults.get("decimals"))
    filled = panel["options"]["colorMode"] == "background" and value is not None
    colour = "#8c959f" if value is None else threshold(defaults, value)
    if filled:
        p.rect(x + 1, y + 26, w - 2, h - 27, fill=colour, rx=4)
    p.text(x + w / 2, y + 26 + (h - 26) / 2 + 11, what, text_anchor="middle",
           font_size=32 if len(what) < 8 else 24, fill="#ffffff" if filled else colour)


def draw_bargauge(p, panel, source, x, y, w, h):
    defaults = panel["fieldConfig"]["defaults"]
    series = [s for t in panel["targets"] for s in source.at_once(t)]
    most = defaults.get("max", max([v for *_, v in series], default=1) or 1)
    pitch = min(26, (h - 34) / max(1, len(series)))
    for i, (name, _, value) in enumerate(series):
        top = y + 32 + i * pitch
        p.text(x + 150, top + pitch / 2 + 3, name, text_anchor="end", font_size=11)
        p.rect(x + 158, top, w - 220, pitch - 4, fill="#eaeef2")
        p.rect(x + 158, top, (w - 220) * min(1, value / most), pitch - 4, fill=threshold(defaults, value))
        p.text(x + w - 8, top + pitch / 2 + 3, shown(value, defaults.get("unit"), defaults.get("decimals")),
               text_anchor="end", font_size=11)
    return series


def widths(columns, titles, rows, w):
    """Where each column begins, by the longest text in it."""
    long = [max(len(str(t)) for t in [titles[c]] + [r.get(c, "") for r in rows.values()]) + 3
            for c in columns]
    return [w * sum(long[:i]) / sum(long) for i in range(len(columns))]


def draw_table(p, panel, source, x, y, w, h):
    organise = next(t["options"] for t in panel["transformations"] if t["id"] == "organize")
    mapping = {o["matcher"]["options"]: o["properties"][0]["value"][0]["options"]
               for o in panel["fieldConfig"]["overrides"]}
    rows, columns = {}, ["instance"]
    for target in panel["targets"]:
        for _, labels, value in source.at_once(target):
            row = rows.setdefault(labels.get("instance"), {})
            for k, v in {**labels, f"Value #{target['refId']}": shown(value, None)}.items():
                if k not in columns and k not in organise["excludeByName"]:
                    columns.append(k)
                row[k] = v
    titles = {c: organise["renameByName"].get(c, c) for c in columns}
    for at, column in zip(widths(columns, titles, rows, w - 20), columns):
        title = titles[column]
        p.text(x + 12 + at, y + 46, title, font_size=12, font_weight="bold")
        for j, name in enumerate(sorted(rows)):
            value = rows[name].get(column, "")
            how = mapping.get(title, {}).get(value, {})
            p.text(x + 12 + at, y + 72 + j * 24, how.get("text", value), font_size=12,
                   fill=NAMED.get(how.get("color"), "#1f2328"))
    return rows


def axis(most):
    """Distance and number of the lines: 1, 2, 2.5 or 5 times a power of ten."""
    least = most / 4 or 0.25
    power = 10 ** math.floor(math.log10(least))
    step = next(f * power for f in (1, 2, 2.5, 5, 10) if f * power >= least * 0.999)
    return step, max(1, math.ceil(most / step - 0.001))


def override(panel, name):
    """What is said of a series by its name: colour, dashes, in the legend or not."""
    style, listed = {}, True
    for o in panel["fieldConfig"]["overrides"]:
        if not re.search(o["matcher"]["options"].strip("/"), name):
            continue
        for prop in o["properties"]:
            if prop["id"] == "custom.lineStyle":
                style["stroke_dasharray"] = " ".join(str(max(1, n / 2)) for n in prop["value"]["dash"])
            elif prop["id"] == "color":
                style["stroke"] = prop["value"]["fixedColor"]
            elif prop["id"] == "custom.hideFrom":
                listed = not prop["value"]["legend"]
    return style, listed


def draw_axes(p, unit, step, lines, source, x, y, w, h):
    for i in range(lines + 1):
        level = y + h - h * i / lines
        p.path([(x, level), (x + w, level)], stroke="#eaeef2")
        p.text(x - 5, level + 4, shown(step * i, unit), text_anchor="end", font_size=10, fill="#57606a")
    for i in range(5):
        ago = source.seconds * (4 - i) // 4
        p.text(x + w * i / 4, y + h + 14, f"-{ago // 60}:{ago % 60:02}" if ago else "now",
               text_anchor="middle", font_size=10, fill="#57606a")


def draw_legend(p, names, x, y, w):
    """In lines of what fits; what does not fit into two is counted."""
    at, line = x, 0
    for i, (name, colour) in enumerate(names):
        width = 22 + 6.2 * len(name)
        if at + width > x + w:
            at, line = x, line + 1
            if line == 2:
                p.text(x + w - 60, y + 14, f"+{len(names) - i} more", font_size=10)
                return
        p.rect(at, y - 8 + 14 * line, 9, 9, fill=colour)
        p.text(at + 13, y + 14 * line, name, font_size=10)
        at += width


def stack(series):
    """Each on top of those before; a time that one lacks counts as 0."""
    below, out = {}, []
    for name, points in series:
        floor = [(t, below.get(t, 0)) for t, _ in points]
        for t, v in points:
            below[t] = below.get(t, 0) + (0 if v != v else v)
        out.append((name, [(t, below[t]) for t, _ in points], floor))
    return out


def draw_timeseries(p, panel, source, x, y, w, h):
    defaults = panel["fieldConfig"]["defaults"]
    series = [s for t in panel["targets"] for s in source.over_time(t)]
    stacked = "stacking" in defaults.get("custom", {})
    drawn = stack(series) if stacked else [(n, [q for q in s if q[1] == q[1]], None) for n, s in series]
    step, lines = axis(max([v for _, s, _ in drawn for _, v in s], default=0))
    x, y, w, h = x + 52, y + 36, w - 66, h - 92
    draw_axes(p, defaults.get("unit"), step, lines, source, x, y, w, h)
    place = lambda t, v: (x + w * (1 - (source.now - t) / source.seconds), y + h - h * v / step / lines)
    names = []
    for i, (name, points, floor) in enumerate(drawn):
        style, listed = override(panel, name)
        style = {"stroke": COLOURS[i % len(COLOURS)], "stroke_width": 1.6, **style}
        if listed:
            names.append((name, style["stroke"]))
        if floor and points != floor:
            p.path([place(*q) for q in points + floor[::-1]], True, fill=style["stroke"], fill_opacity=0.35)
        if points and points != floor:
            p.path([place(*q) for q in points], **style)
    draw_legend(p, names, x - 40, y + h + 34, w + 46)
    return series


DRAW = {"stat": draw_stat, "bargauge": draw_bargauge, "table": draw_table, "timeseries": draw_timeseries}


def draw_panel(p, panel, source):
    grid = panel["gridPos"]
    x, y = grid["x"] * COLUMN + GAP, grid["y"] * ROW + TOP + GAP
    w, h = grid["w"] * COLUMN - GAP, grid["h"] * ROW - GAP
    p.rect(x, y, w, h, fill="#ffffff", stroke="#d0d7de", rx=4)
    p.text(x + 10, y + 18, panel["title"], font_size=13, font_weight="bold")
    if DRAW[panel["type"]](p, panel, source, x, y, w, h) in ([], {}):
        p.text(x + w / 2, y + h / 2, "no data", text_anchor="middle", font_size=16, fill="#8c959f")


def main():
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    dashboard = json.load(sys.stdin)
    source, p = Source(sys.argv[1], int(sys.argv[2])), Picture()
    for panel in dashboard["panels"]:
        draw_panel(p, panel, source)
    width = 24 * COLUMN + GAP
    height = max(g["y"] + g["h"] for g in (q["gridPos"] for q in dashboard["panels"])) * ROW + TOP + GAP
    print(f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" '
          'font-family="system-ui, \'DejaVu Sans\', sans-serif" fill="#1f2328">')
    print(f'<title>{dashboard["title"]}</title>\n<rect width="{width}" height="{height}" fill="#f6f8fa"/>')
    p.text(GAP + 4, 23, dashboard["title"], font_size=17, font_weight="bold")
    print("\n".join(p.out) + "\n</svg>")


main()
