//! Clients that come in over a WebSocket and stay: from TCP to the answer of the namespace.

use crate::{
    errand,
    fault::Fault,
    fleet::Fleet,
    modes::Measure,
    results::Measured,
    websocket::Opening,
    window::{Meter, Span, Target},
};

/// A number of connections; how long that takes is the server's affair.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Connect {
    /// Those that come before what is measured.
    pub(crate) warm_up: usize,
    pub(crate) connections: usize,
}

impl Measure for Connect {
    fn measure(&self, target: &Target, _span: &Span) -> Result<Measured, Fault> {
        let mut fleet = Fleet::new(target)?;
        let mut opening = Opening::new(self.warm_up);
        fleet.settle(&mut opening, Opening::awaited)?;
        opening.latencies().clear();
        let meter = Meter::start(target, self.warm_up as u64)?;
        opening.extend(self.connections);
        fleet.settle(&mut opening, Opening::awaited)?;
        let clients = self.warm_up + self.connections;
        let measured = meter.stop(clients as u64, opening.latencies())?;
        errand::farewell(&mut fleet, clients)?;
        Ok(measured)
    }
}
