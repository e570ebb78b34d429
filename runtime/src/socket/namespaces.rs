//! The namespaces of a server, and what all of its clients share.

use std::collections::{BTreeSet, HashMap};
use std::fmt;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, RwLock, Weak};

use serde::Serialize;

use super::application::Application;
use super::client::INTERNAL_ERROR;
use super::cluster::{Cluster, Clustered};
use super::handler::BoxFuture;
use super::mount::{Mount, Place};
use super::namespace::Residents;
use super::pattern::Params;
use super::recovery::Vault;
use super::scope::Scope;
use super::settings::Settings;
use super::{Auth, Event, Family, Namespace, NamespaceHandler, Refusal, Room, Socket};
use crate::BuildError;
use crate::adapter::AdapterError;
use crate::config::Config;
use crate::skew::Skew;
use crate::sparse::give_back;
use crate::sync::{read, write};

/// Every namespace of a server, by name, and the families that make more of them.
///
/// A client that connects reads the table. It is changed where a namespace is mounted, made for its first client, or removed after its
/// last.
pub(crate) struct Namespaces {
    table: RwLock<Table>,
    config: Config,
    /// What clients may come back for, where they may.
    vault: Option<Arc<Vault>>,
    on_new: Option<Box<OnNewNamespace>>,
    /// Present when the server is in a cluster.
    cluster: Option<Arc<Cluster>>,
    /// Present when the server knows its contracts.
    skew: Option<Skew>,
}

/// Told of each namespace but the main one.
pub(crate) type OnNewNamespace = dyn Fn(Namespace) + Send + Sync;

#[derive(Default)]
struct Table {
    by_name: HashMap<Arc<str>, Entry>,
    /// In the order in which they were mounted.
    families: Arc<Vec<Family>>,
}

#[derive(Clone)]
struct Entry {
    namespace: Namespace,
    /// Who made it.
    family: Option<Family>,
}

impl Table {
    /// Removes a namespace, unless it has been removed before.
    fn forget(&mut self, namespace: &Namespace) {
        let name = namespace.name();
        let is_there = self.by_name.get(name).is_some_and(|entry| entry.namespace == *namespace);
        if is_there && let Some(Entry { family, .. }) = self.by_name.remove(name) {
            give_back(&mut self.by_name);
            family.iter().for_each(|family| family.remove(name));
            namespace.note_removed();
        }
    }
}

/// A client's place in a namespace, from its CONNECT until its last handler has finished. A namespace that was made for clients is
/// removed when nobody has one any more.
pub(super) struct Residence {
    pub(super) namespace: Namespace,
    /// Where to remove it from.
    home: Option<Arc<Namespaces>>,
}

impl Namespaces {
    pub(crate) fn new(
        config: Config,
        on_new: Option<Box<OnNewNamespace>>,
        cluster: Option<Arc<Cluster>>,
    ) -> Self {
        let vault = Vault::new(&config);
        Self { table: RwLock::default(), config, vault, on_new, cluster, skew: None }
    }

    /// The same, of a server that knows its contracts.
    pub(crate) fn with_skew(self, skew: Option<Skew>) -> Self {
        Self { skew, ..self }
    }

    /// What is known about the contracts of clients.
    pub(crate) fn skew(&self) -> Option<&Skew> {
        self.skew.as_ref()
    }

    /// Adds a namespace or a family, and tells the program.
    ///
    /// # Errors
    /// When its name cannot be one, or when there is one of that name.
    pub(crate) fn mount(&self, mount: Mount) -> Result<(), BuildError> {
        self.add(mount)?.iter().for_each(|namespace| self.announce(namespace));
        Ok(())
    }

    /// Adds a namespace, which is given, or a family.
    ///
    /// # Errors
    /// As [`mount`](Self::mount).
    pub(crate) fn add(&self, mount: Mount) -> Result<Option<Namespace>, BuildError> {
        let Mount { place, application, limits, contract: _ } = mount;
        let name = match place {
            Place::Name(name) => name,
            Place::Family(matcher) => {
                if let Some(mistake) = matcher.mistake() {
                    return Err(BuildError::new(format!("the pattern {mistake}")));
                }
                let family = Family::new(
                    matcher,
                    application,
                    limits,
                    Settings::from(&self.config),
                    self.cluster.clone(),
                );
                return self.add_family(family).map(|()| None);
            }
        };
        // On the wire a comma ends the name, and a question mark begins what older clients put behind it.
        if name.contains([',', '?']) {
            return Err(BuildError::new(format!(
                "the namespace `{name}` must contain no comma and no question mark"
            )));
        }
        let namespace = self.make(&name, Arc::new(application), Params::default());
        {
            let mut table = write(&self.table);
            if table.by_name.contains_key(&*name) {
                return Err(BuildError::new(format!("the namespace `{name}` is mounted twice")));
            }
            if table.families.iter().any(|family| family.name() == name) {
                return Err(BuildError::new(format!("the family `{name}` has the name already")));
            }
            let entry = Entry { namespace: namespace.clone(), family: None };
            table.by_name.insert(namespace.shared_name(), entry);
            namespace.note_made();
        }
        Ok(Some(namespace))
    }

    fn add_family(&self, family: Family) -> Result<(), BuildError> {
        let mut table = write(&self.table);
        if table.families.iter().any(|known| known.name() == family.name()) {
            let name = family.name();
            return Err(BuildError::new(format!("the family `{name}` is mounted twice")));
        }
        // Whoever asks for what is mounted by its name must find one of them.
        if table.by_name.get(family.name()).is_some_and(|entry| entry.family.is_none()) {
            let name = family.name();
            return Err(BuildError::new(format!("the namespace `{name}` has the name already")));
        }
        family.note_made();
        Arc::make_mut(&mut table.families).push(family);
        Ok(())
    }

    pub(crate) fn cluster(&self) -> Option<&Arc<Cluster>> {
        self.cluster.as_ref()
    }

    /// Begins to hear of the other servers, when there are any. To be called when everything has been added: others may have something to
    /// say as soon as this server is there.
    ///
    /// # Errors
    /// The adapter's.
    pub(crate) fn start_cluster(self: &Arc<Self>) -> Result<(), AdapterError> {
        self.cluster.as_ref().map_or(Ok(()), |cluster| cluster.start(self))
    }

    /// Takes a namespace away, or a family with all of its namespaces, and puts everybody out. False when nothing was mounted under `name`.
    pub(crate) fn unmount(&self, name: &str) -> bool {
        let namespaces = {
            let mut table = write(&self.table);
            match table.families.iter().position(|family| family.name() == name) {
                Some(index) => {
                    let family = Arc::make_mut(&mut table.families).remove(index);
                    family.note_removed();
                    family.namespaces()
                }
                None => match table.by_name.get(name) {
                    Some(Entry { namespace, family: None }) => vec![namespace.clone()],
                    _ => return false,
                },
            }
        };
        // Their names are taken until nobody is in them, so that one that is mounted again has nothing to do with those who leave.
        namespaces.iter().for_each(Namespace::close);
        let mut table = write(&self.table);
        namespaces.iter().for_each(|namespace| table.forget(namespace));
        true
    }

    pub(crate) fn config(&self) -> &Config {
        &self.config
    }

    /// What clients may come back for, where they may.
    pub(super) fn vault(&self) -> Option<&Vault> {
        self.vault.as_deref()
    }

    /// The namespace `name`.
    pub(crate) fn get(&self, name: &str) -> Option<Namespace> {
        let table = read(&self.table);
        Some(table.by_name.get(name)?.namespace.clone())
    }

    fn entry(&self, name: &str) -> Option<Entry> {
        read(&self.table).by_name.get(name).cloned()
    }

    pub(crate) fn all(&self) -> Vec<Namespace> {
        let table = read(&self.table);
        table.by_name.values().map(|entry| entry.namespace.clone()).collect()
    }

    /// The family `name`.
    pub(crate) fn family(&self, name: &str) -> Option<Family> {
        read(&self.table).families.iter().find(|family| family.name() == name).cloned()
    }

    /// What was mounted under `name`: a family or a namespace. One that nobody can join when nothing was.
    pub(crate) fn of(&self, name: &str) -> Scope {
        if let Some(family) = self.family(name) {
            return family.into();
        }
        let namespace = self.get(name).unwrap_or_else(|| {
            tracing::error!(
                namespace = name,
                "not mounted on this server: nobody will get what is sent to it"
            );
            self.make(name, Arc::new(Application::new(Arc::new(NotMounted))), Params::default())
        });
        namespace.into()
    }

    fn make(&self, name: &str, application: Arc<Application>, params: Params) -> Namespace {
        let (config, clustered) = (&self.config, self.cluster.clone().map(Clustered::new));
        let format = config.format.clone();
        let keeper = self.vault.as_ref().map(Vault::keeper);
        Namespace::new(name, application, params, config.into(), format, clustered, keeper)
    }

    /// Tells the program of a new namespace, once, before anybody is admitted to it.
    pub(crate) fn announce(&self, namespace: &Namespace) {
        let Some(on_new) = &self.on_new else { return };
        if namespace.name() == "/" {
            return;
        }
        namespace.announced().call_once(|| {
            if catch_unwind(AssertUnwindSafe(|| on_new(namespace.clone()))).is_err() {
                tracing::error!(namespace = namespace.name(), "`on_new_namespace` panicked");
            }
        });
    }
}

/// How clients come in and go.
impl Namespaces {
    /// A place in the namespace `name`, if there is one.
    pub(super) fn enter(self: &Arc<Self>, name: &str) -> Option<Residence> {
        let residence = {
            let table = read(&self.table);
            self.residence(table.by_name.get(name)?)
        };
        self.announce(&residence.namespace);
        Some(residence)
    }

    /// Whether a namespace `name` might be made for a client.
    pub(super) fn may_make(&self, name: &str) -> bool {
        name.len() <= self.config.namespace_name_bytes_max && !read(&self.table).families.is_empty()
    }

    /// Makes the namespace `name` for a client, if a family wants it, or finds the one that was made meanwhile.
    pub(super) async fn search(
        self: Arc<Self>,
        name: String,
        auth: Auth,
    ) -> Result<Residence, NoPlace> {
        let families = Arc::clone(&read(&self.table).families);
        for family in &*families {
            if let Some(params) = family.matcher().admits(&name, &auth).await {
                let residence = self.enter_or_make(&name, family, params)?;
                self.announce(&residence.namespace);
                return Ok(residence);
            }
        }
        Err(NoPlace::Unknown)
    }

    fn enter_or_make(
        self: &Arc<Self>,
        name: &str,
        family: &Family,
        params: Params,
    ) -> Result<Residence, NoPlace> {
        let mut table = write(&self.table);
        if let Some(entry) = table.by_name.get(name) {
            return Ok(self.residence(entry));
        }
        if !table.families.contains(family) {
            return Err(NoPlace::Unknown);
        }
        if family.size() >= family.limits().children_max {
            return Err(NoPlace::TooMany);
        }
        let namespace = self.make(name, Arc::clone(family.application()), params);
        family.insert(namespace.clone());
        let entry = Entry { namespace, family: Some(family.clone()) };
        entry.namespace.note_made();
        let residence = self.residence(&entry);
        table.by_name.insert(entry.namespace.shared_name(), entry);
        Ok(residence)
    }

    /// To be called while the table is locked: who removes a namespace looks at its residents with the table locked for writing.
    fn residence(self: &Arc<Self>, entry: &Entry) -> Residence {
        let namespace = entry.namespace.clone();
        let is_made_for_clients =
            entry.family.as_ref().is_some_and(|family| !family.limits().keeps_empty);
        let home = is_made_for_clients.then(|| {
            namespace.residents().add();
            Arc::clone(self)
        });
        Residence { namespace, home }
    }

    /// What the last of its residents does when it has left. Others may have come in since, or have made another of its name.
    pub(super) fn remove_if_empty(&self, namespace: &Namespace) {
        let mut table = write(&self.table);
        if namespace.residents().is_none() {
            table.forget(namespace);
        }
    }
}

/// The place of a client that is away and may come back. It does not keep the server.
pub(super) struct Reservation {
    namespaces: Weak<Namespaces>,
    name: Arc<str>,
    residents: Arc<Residents>,
    /// The rooms of which the other servers of a cluster go on telling this one.
    rooms: BTreeSet<Room>,
}

impl Reservation {
    /// To be called while the client still has its [`Residence`], and is in `rooms`.
    pub(super) fn new(
        namespaces: &Arc<Namespaces>,
        namespace: &Namespace,
        rooms: BTreeSet<Room>,
    ) -> Self {
        let residents = Arc::clone(namespace.residents());
        residents.add();
        namespace.expect_in(&rooms);
        let name = namespace.shared_name();
        Self { namespaces: Arc::downgrade(namespaces), name, residents, rooms }
    }
}

impl Drop for Reservation {
    fn drop(&mut self) {
        let Some(namespaces) = self.namespaces.upgrade() else { return };
        let Some(Entry { namespace, family }) = namespaces.entry(&self.name) else { return };
        if !Arc::ptr_eq(namespace.residents(), &self.residents) {
            return;
        }
        namespace.expect_no_more_in(&self.rooms);
        if self.residents.subtract() && family.is_some_and(|family| !family.limits().keeps_empty) {
            namespaces.remove_if_empty(&namespace);
        }
    }
}

impl Drop for Residence {
    fn drop(&mut self) {
        if let Some(namespaces) = &self.home
            && self.namespace.residents().subtract()
        {
            namespaces.remove_if_empty(&self.namespace);
        }
    }
}

/// Why a client gets no place in a namespace, before anybody is asked about the client itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum NoPlace {
    /// There is no such namespace, and none is made.
    Unknown,
    /// A bound on namespaces has been met.
    TooMany,
    /// The client presents more than it may.
    AuthTooLarge,
    /// What the application says about names panicked.
    Failed,
}

impl NoPlace {
    pub(super) fn refusal(self) -> Refusal {
        #[derive(Serialize)]
        struct Data {
            code: &'static str,
        }
        match self {
            Self::Unknown => Refusal::new("Invalid namespace"),
            Self::TooMany => Refusal::new("too many namespaces")
                .with_data(Data { code: "wigwag.too_many_namespaces" }),
            Self::AuthTooLarge => {
                Refusal::new("auth is too large").with_data(Data { code: "wigwag.too_large" })
            }
            Self::Failed => Refusal::new(INTERNAL_ERROR),
        }
    }
}

struct NotMounted;

impl NamespaceHandler for NotMounted {
    fn event(self: Arc<Self>, _: Socket, _: Event) -> Option<BoxFuture<()>> {
        None
    }
}

impl fmt::Debug for Namespaces {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let families = Arc::clone(&read(&self.table).families);
        f.debug_struct("Namespaces")
            .field("namespaces", &self.all())
            .field("families", &families)
            .finish()
    }
}
