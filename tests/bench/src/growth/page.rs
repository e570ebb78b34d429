//! The page of what grows, and a plot with logarithmic axes for each series.

use std::fmt::Write as _;

use super::course::Course;
use crate::results::Machine;

/// Where they are, from the root of the project.
pub(super) const PAGE: &str = "tests/bench/GROWTH.md";
pub(super) const PLOTS: &str = "tests/bench/plots";

const INTRODUCTION: &str = "\
# Growth

<!-- Written by `cargo xtask bench --growth`. -->

What one operation costs a server in processor time as there is more of something: wigwag, and beside it the limit, a server of hyper
and fastwebsockets that answers the same bytes by hand. The exponent is that of the step from the line
above: 0 is no growth, 1 is linear. An operation may grow linearly with the bytes that it moves and not at all with how many others
there are; steps beyond that by more than 0.15 are marked as steep, and explained at the end of the page. What the limit shows too is
not of wigwag's own making.

The largest message is the largest that servers take by default: 1,000,000 bytes with the packet around it. A client may be in 100
namespaces by default. Rooms of up to 100,000 are made of clients that poll, which need no connection while nothing is said: a process
may have 20,000 files where this was first measured, so that there are at most 19,000 clients on WebSockets.

";

/// What follows is not written by the command.
const BY_HAND: &str = "## The steps, explained\n";

/// The part of the page that is written by hand.
pub(super) fn by_hand(page: &str) -> &str {
    page.find(BY_HAND).map_or(BY_HAND, |start| &page[start..])
}

const STYLE: &str = "text{font:13px system-ui,sans-serif;fill:#1f2328}.wigwag{stroke:#0969da;fill:#0969da}\
    .limit{stroke:#818b98;fill:#818b98}polyline{fill:none;stroke-width:2}.axis{stroke:#d1d9e0}\
    @media(prefers-color-scheme:dark){text{fill:#f0f6fc}.wigwag{stroke:#4493f8;fill:#4493f8}.axis{stroke:#3d444d}}\
    polyline.wigwag,polyline.limit{fill:none}";

/// The page. Its text, and that of the plots, is written without fail.
pub(super) fn page(courses: &[Course], date: &str, machine: &Machine, by_hand: &str) -> String {
    let mut page = String::from(INTRODUCTION);
    let _ = writeln!(
        page,
        "{date}. {}, {} cores, Linux {}.\n",
        machine.processor, machine.cores, machine.kernel
    );
    for of_one in courses.chunk_by(|a, b| a.series == b.series) {
        let Some(first) = of_one.first() else { continue };
        let _ = writeln!(
            page,
            "## {}: {}\n\n![{0}](plots/growth-{0}.svg)\n\n```text",
            first.series, first.about
        );
        for course in of_one {
            page += &course.table();
        }
        page += "```\n\n";
    }
    page + by_hand
}

/// Where the plane is: left, top, width, height.
const PLANE: [f64; 4] = [70.0, 44.0, 560.0, 240.0];

/// The courses of one series.
pub(super) fn plot(courses: &[Course]) -> String {
    let points = || courses.iter().flat_map(|course| &course.points);
    let sizes = Axis::over(points().map(|point| point.size as f64));
    let costs = Axis::over(points().filter_map(|point| point.micros.as_ref().ok().copied()));
    let [left, top, width, height] = PLANE;
    let x = |size: f64| left + width * sizes.place(size);
    let y = |cost: f64| top + height * (1.0 - costs.place(cost));
    let title = courses.first().map_or(String::new(), |first| {
        format!("{}: µs of processor time for {}, by {}", first.series, first.about, first.unit)
    });
    let mut svg = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 760 330\" width=\"760\" height=\"330\" role=\"img\">\n\
         <title>{title}</title>\n<style>{STYLE}</style>\n<text x=\"12\" y=\"24\" font-weight=\"600\">{title}</text>\n"
    );
    for size in sizes.decades() {
        let _ = writeln!(
            svg,
            "<line x1=\"{0:.1}\" y1=\"{top}\" x2=\"{0:.1}\" y2=\"{1}\" class=\"axis\"/>\
             <text x=\"{0:.1}\" y=\"{2}\" text-anchor=\"middle\">{size}</text>",
            x(size),
            top + height,
            top + height + 20.0,
        );
    }
    for cost in costs.decades() {
        let _ = writeln!(
            svg,
            "<line x1=\"{left}\" y1=\"{0:.1}\" x2=\"{1}\" y2=\"{0:.1}\" class=\"axis\"/>\
             <text x=\"{2}\" y=\"{3:.1}\" text-anchor=\"end\">{cost}</text>",
            y(cost),
            left + width,
            left - 8.0,
            y(cost) + 4.0,
        );
    }
    for course in courses {
        let measured = course
            .points
            .iter()
            .filter_map(|point| Some((point.size as f64, *point.micros.as_ref().ok()?)));
        let places: Vec<(f64, f64)> = measured.map(|(size, cost)| (x(size), y(cost))).collect();
        let line: Vec<String> = places.iter().map(|(x, y)| format!("{x:.1},{y:.1}")).collect();
        let _ =
            writeln!(svg, "<polyline points=\"{}\" class=\"{}\"/>", line.join(" "), course.server);
        for (x, y) in &places {
            let _ = writeln!(
                svg,
                "<circle cx=\"{x:.1}\" cy=\"{y:.1}\" r=\"3\" class=\"{}\"/>",
                course.server
            );
        }
        if let Some((x, y)) = places.last() {
            let _ = writeln!(
                svg,
                "<text x=\"{:.1}\" y=\"{:.1}\">{}</text>",
                x + 10.0,
                y + 4.0,
                course.server
            );
        }
    }
    svg + "</svg>\n"
}

/// A logarithmic axis over whole decades.
struct Axis {
    first: i32,
    last: i32,
}

impl Axis {
    fn over(values: impl Iterator<Item = f64>) -> Self {
        let (least, most) = values.fold((f64::MAX, f64::MIN_POSITIVE), |(least, most), value| {
            (least.min(value), most.max(value))
        });
        let first = least.min(most).log10().floor() as i32;
        Self { first, last: (most.log10().ceil() as i32).max(first + 1) }
    }

    /// Where a value is, from 0 to 1.
    fn place(&self, value: f64) -> f64 {
        (value.log10() - f64::from(self.first)) / f64::from(self.last - self.first)
    }

    fn decades(&self) -> impl Iterator<Item = f64> {
        (self.first..=self.last).map(|decade| 10_f64.powi(decade))
    }
}

#[cfg(test)]
mod tests {
    use super::{super::course::tests::course, *};

    #[test]
    fn an_axis_has_whole_decades() {
        let axis = Axis::over([5.0, 20.0, 900.0].into_iter());
        assert_eq!(axis.decades().collect::<Vec<_>>(), [1.0, 10.0, 100.0, 1_000.0]);
        assert_eq!([1.0, 1_000.0].map(|value| axis.place(value)), [0.0, 1.0]);
    }

    #[test]
    fn a_plot_has_a_place_for_each_point() {
        let svg = plot(&[course(&[(10, 1.0), (100, 10.0)])]);
        assert!(
            svg.contains("<polyline points=\"70.0,284.0 630.0,44.0\" class=\"wigwag\"/>"),
            "{svg}"
        );
    }

    #[test]
    fn what_was_written_by_hand_stays() {
        let page = "# Growth\n\n## The steps, explained\n\nCaches.\n";
        assert_eq!(by_hand(page), "## The steps, explained\n\nCaches.\n");
    }

    #[test]
    fn the_page_has_each_series_once() {
        let machine = Machine {
            processor: "Processor".into(),
            cores: 2,
            memory_bytes: 1 << 30,
            kernel: "6.1".into(),
        };
        let courses = [course(&[(10, 1.0)]), course(&[(10, 2.0)])];
        let page = page(&courses, "Today", &machine, by_hand(""));
        assert!(page.contains("\n\nToday. Processor, 2 cores, Linux 6.1.\n\n## text"), "{page}");
        assert!(page.ends_with(
            "## text: an echo\n\n![text](plots/growth-text.svg)\n\n```text\ntext: an echo, wigwag\n         10 bytes        1.000 µs\n\
             text: an echo, wigwag\n         10 bytes        2.000 µs\n```\n\n## The steps, explained\n"
        ), "{page}");
    }
}
