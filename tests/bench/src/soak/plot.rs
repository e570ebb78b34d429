//! The plot of a soak: memory and tasks over time, as SVG that is legible on light and on dark pages.

use std::fmt::Write as _;

use super::sampling::Sample;

const STYLE: &str = "text{font:13px system-ui,sans-serif;fill:#1f2328}polyline{fill:none;stroke:#0969da;stroke-width:1.5}\
    .axis{stroke:#d1d9e0}.warm{fill:#818b98;opacity:.15}\
    @media(prefers-color-scheme:dark){text{fill:#f0f6fc}polyline{stroke:#4493f8}.axis{stroke:#3d444d}}";

const WIDTH: f64 = 760.0;
/// Where the panels are: from the left, how wide, how high, and how far below each other.
const LEFT: f64 = 80.0;
const PLANE: (f64, f64) = (640.0, 130.0);
const PITCH: f64 = 200.0;
/// Where the first of them begins.
const TOP: f64 = 70.0;

/// A number over time, in a panel of its own.
struct Panel {
    title: &'static str,
    value: fn(&Sample) -> f64,
}

const PANELS: [Panel; 2] = [
    Panel { title: "memory, MB of PSS", value: |sample| sample.pss_kib as f64 * 1024.0 / 1e6 },
    Panel { title: "tasks", value: |sample| sample.counted.tasks as f64 },
];

/// The plot of these samples, of which those before `warm_at`, in seconds, are not judged. Its text is written without fail.
pub(super) fn plot(samples: &[Sample], warm_at: f64) -> String {
    let seconds = samples.last().map_or(0.0, |last| last.seconds).max(f64::MIN_POSITIVE);
    let height = TOP + PITCH * PANELS.len() as f64;
    let title =
        format!("soak: {:.0} minutes of mixed load, churn and stalled readers", seconds / 60.0);
    let mut svg = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {WIDTH} {height}\" width=\"{WIDTH}\" height=\"{height}\" role=\"img\">\n\
         <title>{title}</title>\n<style>{STYLE}</style>\n<text x=\"12\" y=\"24\" font-weight=\"600\">{title}</text>\n"
    );
    for (index, panel) in PANELS.iter().enumerate() {
        let top = TOP + PITCH * index as f64;
        let points: Vec<_> =
            samples.iter().map(|it| (it.seconds / seconds, (panel.value)(it))).collect();
        draw(&mut svg, panel.title, &points, warm_at / seconds, top);
    }
    let _ = writeln!(
        svg,
        "<text x=\"{LEFT}\" y=\"{0:.1}\">0</text><text x=\"{1:.1}\" y=\"{0:.1}\" text-anchor=\"end\">{2:.0} min</text>",
        height - 40.0,
        LEFT + PLANE.0,
        seconds / 60.0,
    );
    svg + "</svg>\n"
}

/// One panel. Values go from zero upwards, so that what looks flat is flat.
fn draw(svg: &mut String, title: &str, points: &[(f64, f64)], warm: f64, top: f64) {
    let (width, height) = PLANE;
    let most = points.iter().map(|(_, value)| *value).fold(f64::MIN_POSITIVE, f64::max);
    let place = |&(x, y): &(f64, f64)| {
        format!("{:.1},{:.1}", LEFT + width * x, top + height * (1.0 - y / most))
    };
    let line: Vec<_> = points.iter().map(place).collect();
    let _ = writeln!(
        svg,
        "<text x=\"{LEFT}\" y=\"{:.1}\">{title}</text>\
         <rect x=\"{LEFT}\" y=\"{top:.1}\" width=\"{:.1}\" height=\"{height}\" class=\"warm\"/>",
        top - 10.0,
        width * warm.min(1.0),
    );
    for (y, shown) in [(top, most), (top + height, 0.0)] {
        let _ = writeln!(
            svg,
            "<line x1=\"{LEFT}\" y1=\"{y:.1}\" x2=\"{:.1}\" y2=\"{y:.1}\" class=\"axis\"/>\
             <text x=\"{:.1}\" y=\"{:.1}\" text-anchor=\"end\">{shown:.0}</text>",
            LEFT + width,
            LEFT - 8.0,
            y + 4.0,
        );
    }
    let _ = writeln!(svg, "<polyline points=\"{}\"/>", line.join(" "));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn panel_goes_from_zero_to_the_most_and_from_the_first_moment_to_the_last() {
        let mut svg = String::new();
        draw(&mut svg, "tasks", &[(0.0, 0.0), (0.5, 5.0), (1.0, 10.0)], 0.5, 100.0);
        assert!(svg.contains("<polyline points=\"80.0,230.0 400.0,165.0 720.0,100.0\"/>"), "{svg}");
        assert!(svg.contains("width=\"320.0\" height=\"130\" class=\"warm\""), "{svg}");
    }
}
