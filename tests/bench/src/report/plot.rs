//! A plot of one mode: a bar for each server, as SVG written by hand that is legible on light and on dark pages.

use std::fmt::Write as _;

use super::{
    LIMIT, OURS,
    numbers::{short, times, whole},
};
use crate::results::{Figure, Memory, ModeResults, ServerRounds};

const WIDTH: f64 = 760.0;
/// Where bars begin, and how long the longest is.
const BARS: (f64, f64) = (190.0, 410.0);
const TOP: f64 = 64.0;
const ROW: f64 = 30.0;

const STYLE: &str = "text{font:14px system-ui,sans-serif;fill:#1f2328}.quiet{fill:#59636e;font-size:12px}\
    .ours{fill:#0969da}.limit{fill:#818b98}.peer{fill:#bc8c4e}.spread{stroke:#1f2328;stroke-width:1.5}\
    @media(prefers-color-scheme:dark){text{fill:#f0f6fc}.quiet{fill:#9198a1}.ours{fill:#4493f8}\
    .limit{fill:#656c76}.peer{fill:#9e7644}.spread{stroke:#f0f6fc}}";

struct Bar {
    label: String,
    kind: &'static str,
    figure: Figure,
    shown: String,
}

/// The plot of a mode.
pub(super) fn plot(mode: &ModeResults) -> String {
    let (bars, unit) = if mode.is_about_memory() {
        (mode.servers.iter().flat_map(memory_bars).collect::<Vec<_>>(), "bytes a connection")
    } else {
        let bars = mode.servers.iter().filter_map(|server| cost_bar(mode, server));
        (bars.collect(), "µs of server processor time, and how many times the limit's")
    };
    let longest = bars.iter().map(|bar| bar.figure.most).fold(f64::MIN_POSITIVE, f64::max);
    let height = TOP + ROW * bars.len() as f64 + 12.0;
    let mut svg = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {WIDTH} {height}\" width=\"{WIDTH}\" \
         height=\"{height}\" role=\"img\">\n<title>{0}: {1}</title>\n<style>{STYLE}</style>\n\
         <text x=\"12\" y=\"26\" font-weight=\"600\">{0}: {1}</text>\n\
         <text x=\"12\" y=\"46\" class=\"quiet\">{unit}, for each {2}; less is better</text>\n",
        mode.name, mode.about, mode.operation,
    );
    for (i, bar) in bars.iter().enumerate() {
        draw(&mut svg, bar, TOP + ROW * i as f64, BARS.1 / longest);
    }
    svg + "</svg>\n"
}

fn cost_bar(mode: &ModeResults, server: &ServerRounds) -> Option<Bar> {
    let figure = mode.micros(&server.server)?;
    let ratio = mode.cost(&server.server).map(|ratio| format!("  {}", times(ratio)));
    let shown = short(figure.median) + &ratio.unwrap_or_default();
    Some(Bar { label: server.server.clone(), kind: kind(&server.server), figure, shown })
}

fn memory_bars(server: &ServerRounds) -> impl Iterator<Item = Bar> {
    type Of = fn(&Memory) -> Option<f64>;
    let moments: [(&str, Of); 3] = [
        ("", |memory| Some(memory.opened_each())),
        ("after an echo", |memory| Some(memory.used_each())),
        ("after a rest", Memory::rested_each),
    ];
    moments.into_iter().filter_map(|(moment, of)| {
        let median = server.memory(of)?;
        let label = format!("{} {moment}", server.server).trim_end().to_owned();
        let figure = Figure { median, least: median, most: median };
        Some(Bar { label, kind: kind(&server.server), figure, shown: whole(median) })
    })
}

fn kind(server: &str) -> &'static str {
    match server {
        OURS => "ours",
        LIMIT => "limit",
        _ => "peer",
    }
}

/// One bar with its name, its figure, and a line from the least to the most of its rounds.
fn draw(svg: &mut String, bar: &Bar, top: f64, scale: f64) {
    let (left, _) = BARS;
    let Bar { label, kind, figure, shown } = bar;
    let (length, least, most) = (figure.median * scale, figure.least * scale, figure.most * scale);
    let middle = top + 10.0;
    // Text is written without fail.
    let _ = writeln!(
        svg,
        "<text x=\"{}\" y=\"{:.0}\" text-anchor=\"end\">{label}</text>\
         <rect x=\"{left}\" y=\"{top:.0}\" width=\"{length:.1}\" height=\"20\" rx=\"2\" class=\"{kind}\"/>\
         <line x1=\"{:.1}\" y1=\"{middle:.0}\" x2=\"{:.1}\" y2=\"{middle:.0}\" class=\"spread\"/>\
         <text x=\"{:.1}\" y=\"{:.0}\">{shown}</text>",
        left - 8.0,
        middle + 5.0,
        left + least,
        left + most,
        left + most + 8.0,
        middle + 5.0,
    );
}
