//! What a declaration says to the document, and that to TypeScript.

use serde_json::{Value, json};
use wigwag::{Api, socket_events};

/// Letters.
#[socket_events(namespace = "/post")]
pub trait Post {
    /// Send a letter.
    #[event("letter:send", alias = "send", alias = "post", ack = "node", rate = "5/s")]
    #[deprecated(since = "2.0.0", note = "send parcels")]
    async fn send(&self, cx: post::Cx<Self>, text: String) -> Result<u32, String>;

    /// Sign for a letter.
    #[to_client(ack = "node")]
    async fn sign(receipt: u32) -> Result<String, bool>;

    /// Sort the letters anew.
    #[cluster("sort")]
    #[deprecated(note = "nobody looks")]
    async fn sort_letters(&self, cx: post::ClusterCx<Self>, by: String) -> Result<u32, String>;

    /// Close.
    #[cluster]
    async fn close(&self, cx: post::ClusterCx<Self>);
}

fn api() -> Api {
    Api::new("Post", "1.0.0").namespace::<post::Ns>()
}

#[test]
fn names_forms_and_deprecation_are_said_of_each_event() {
    let document: Value = serde_json::from_str(&api().document().unwrap().to_json()).unwrap();
    let operations = &document["operations"];
    assert_eq!(
        operations["Post.clientToServer.letter:send"]["x-wigwag"],
        json!({
            "args": ["text"],
            "ack": "node",
            "aliases": ["post", "send"],
            "limits": {"rate": "5/s"},
            "deprecated": {"since": "2.0.0", "note": "send parcels"},
        })
    );
    assert_eq!(
        operations["Post.serverToClient.sign"]["x-wigwag"],
        json!({"args": ["receipt"], "ack": "node"})
    );
}

#[test]
fn events_between_servers_are_said_of_their_namespace() {
    let document: Value = serde_json::from_str(&api().document().unwrap().to_json()).unwrap();
    let text = json!({"type": "string"});
    let number =
        json!({"type": "integer", "format": "uint32", "minimum": 0, "maximum": 4_294_967_295_u32});
    assert_eq!(
        document["channels"]["Post"]["x-wigwag"]["cluster"],
        json!({
            "close": {"description": "Close.", "args": [], "ack": "none"},
            "sort": {
                "description": "Sort the letters anew.",
                "deprecated": {"note": "nobody looks"},
                "args": [{"name": "by", "schema": {"written": text, "read": text}}],
                "ack": {"envelope": {
                    "data": {"written": number, "read": number},
                    "error": {"written": text, "read": text},
                }},
            },
        })
    );
}

#[test]
fn clients_are_told_of_old_names_and_nothing_of_servers() {
    let typescript = api().document().unwrap().typescript();
    let node = "(text: string, ack: (error: string | BoundaryError | null, value?: number) => void) => void;";
    for name in ["\"letter:send\"", "send", "post"] {
        assert!(typescript.contains(&format!("{name}: {node}")), "{name} in {typescript}");
    }
    let answered =
        "sign: (receipt: number, ack: (error: boolean | null, value?: string) => void) => void;";
    assert!(typescript.contains(answered), "{typescript}");
    assert!(!typescript.contains("sort") && !typescript.contains("close:"), "{typescript}");
}
