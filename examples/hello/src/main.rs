//! The smallest server: contract, handler and main.
use wigwag::{Io, socket_events};

#[socket_events]
trait Hello {
    async fn greet(&self, cx: hello::Cx<Self>, name: String) -> String;
}

struct Greeter;

impl Hello for Greeter {
    async fn greet(&self, _cx: hello::Cx<Self>, name: String) -> String {
        format!("Hello, {name}!")
    }
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    Ok(Io::builder().mount(hello::serve(Greeter)).build()?.serve("127.0.0.1:3000").await?)
}
