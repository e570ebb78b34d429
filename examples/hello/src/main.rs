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
    let io = Io::builder().mount(hello::serve(Greeter)).build()?;
    Ok(io.serve("127.0.0.1:3000").await?)
}
