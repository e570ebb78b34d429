//! Random contracts: what must hold for every one of them.

use std::collections::BTreeSet;

use fastrand::Rng;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::namespace;
use crate::{Api, Document, NamespaceBuilder, describe::EventBuilder};

/// How many contracts are made. They are the same in every run.
const CONTRACTS: u64 = 60;

/// Differs in the two directions.
#[derive(Serialize, Deserialize, JsonSchema)]
struct User {
    name: Option<String>,
    size: Size,
}

/// Differs by what it refers to.
#[derive(Serialize, Deserialize, JsonSchema)]
struct Team {
    members: Vec<User>,
    parent: Option<Box<Self>>,
}

#[derive(Serialize, Deserialize, JsonSchema)]
enum Size {
    /// Has a `*/` in its comment.
    Small,
    Large,
}

#[derive(Serialize, Deserialize, JsonSchema)]
#[schemars(rename = "PageOf{T}")]
struct Page<T> {
    items: Vec<T>,
}

#[derive(Serialize, Deserialize, JsonSchema)]
#[serde(tag = "code")]
enum Refusal {
    Full { max: u32 },
    Closed,
}

/// Types that may stand in any place of an event.
const TYPES: [Described; 6] = [
    Described::of::<u32>(),
    Described::of::<User>(),
    Described::of::<Team>(),
    Described::of::<Page<Size>>(),
    Described::of::<Page<Team>>(),
    Described::of::<Option<Refusal>>(),
];

/// What an event can do with a type.
#[derive(Clone, Copy)]
struct Described {
    arg: for<'a> fn(EventBuilder<'a>, &str) -> EventBuilder<'a>,
    acks: [for<'a> fn(EventBuilder<'a>) -> EventBuilder<'a>; 4],
    auth: fn(&mut NamespaceBuilder),
    reject: fn(&mut NamespaceBuilder),
}

impl Described {
    const fn of<T: JsonSchema>() -> Self {
        Self {
            arg: |event, name| event.arg::<T>(name),
            acks: [
                |event| event,
                |event| event.reply::<T>(),
                |event| event.outcome::<T, Refusal>(),
                |event| event.node::<T, String>(),
            ],
            auth: |ns| _ = ns.auth::<T>(),
            reject: |ns| _ = ns.reject::<T>(),
        }
    }
}

/// One step of describing a namespace. The steps may be taken in any order.
type Step = Box<dyn Fn(&mut NamespaceBuilder)>;

/// A contract: the steps of each namespace, with its number.
type Plan = Vec<(usize, Vec<Step>)>;

fn plan(random: &mut Rng) -> Plan {
    (0..random.usize(1..4)).map(|number| (number, steps(random))).collect()
}

fn steps(random: &mut Rng) -> Vec<Step> {
    let mut steps: Vec<Step> = (0..random.usize(..8)).map(|_| event(random)).collect();
    if random.bool() {
        steps.push(Box::new(TYPES[random.usize(..TYPES.len())].auth));
    }
    if random.bool() {
        steps.push(Box::new(TYPES[random.usize(..TYPES.len())].reject));
    }
    steps
}

fn event(random: &mut Rng) -> Step {
    // The number keeps names apart, and the letters are any.
    let name = format!("{}{}", random.u32(..), text(random));
    let (sent, docs, is_marked) = (random.u8(..3), text(random), random.bool());
    let args: Vec<_> = (0..random.usize(..4))
        .map(|place| (format!("arg{place}"), TYPES[random.usize(..TYPES.len())]))
        .collect();
    let ack = TYPES[random.usize(..TYPES.len())].acks[random.usize(..4)];
    Box::new(move |ns| {
        let event = match sent {
            0 => ns.client_event(&name).alias(&format!("{name} formerly")).rate("1/s"),
            1 => ns.server_event(&name).volatile(),
            _ => ns.cluster_event(&name),
        };
        let event = if is_marked { event.deprecated(Some("1.0.0"), Some(&docs)) } else { event };
        let event = args.iter().fold(event.docs(&docs), |event, (name, ty)| (ty.arg)(event, name));
        ack(event);
    })
}

/// Any letters that could have a meaning somewhere on the way.
fn text(random: &mut Rng) -> String {
    const LETTERS: [&str; 20] = [
        "a", "Z", "0", " ", "/", "*/", "~", "~1", "%41", "#", "?", "\"", "\\", "\n", "\r\n", "é",
        "🦀", "=", "{x}", "\u{2028}",
    ];
    (0..random.usize(..6)).map(|_| LETTERS[random.usize(..LETTERS.len())]).collect()
}

fn document(plan: &Plan) -> Document {
    let namespaces = plan.iter().map(|(number, steps)| {
        let (name, path) = (format!("Ns{number}"), format!("/{number}"));
        namespace(&name, &path, |ns| steps.iter().for_each(|step| step(ns)))
    });
    namespaces.fold(Api::new("Random", "1"), Api::with).document().unwrap()
}

/// Everything that is made of a document.
fn generated(document: &Document) -> [String; 4] {
    [document.to_json(), document.json_schema(), document.typescript(), document.hash().to_owned()]
}

#[test]
fn the_order_of_declarations_does_not_show() {
    for seed in 0..CONTRACTS {
        let mut random = Rng::with_seed(seed);
        let mut plan = plan(&mut random);
        let expected = generated(&document(&plan));
        random.shuffle(&mut plan);
        plan.iter_mut().for_each(|(_, steps)| random.shuffle(steps));
        assert_eq!(generated(&document(&plan)), expected, "seed {seed}");
    }
}

#[test]
fn what_is_read_is_what_was_written() {
    for seed in 0..CONTRACTS {
        let written = document(&plan(&mut Rng::with_seed(seed)));
        let text = written.to_json();
        // As git on Windows checks it out, and as a tool that sorts keys would write it.
        let mut sorted: Value = serde_json::from_str(&text).unwrap();
        sorted.sort_all_objects();
        for text in [text.replace('\n', "\r\n"), sorted.to_string(), text] {
            let read = Document::from_json(&text).unwrap();
            assert_eq!(read, written, "seed {seed}");
            assert_eq!(generated(&read), generated(&written), "seed {seed}");
        }
    }
}

#[test]
fn the_contracts_differ() {
    let hashes: BTreeSet<_> = (0..CONTRACTS)
        .map(|seed| document(&plan(&mut Rng::with_seed(seed))).hash().to_owned())
        .collect();
    assert!(hashes.len() > 50, "{}", hashes.len());
}
