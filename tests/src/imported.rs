//! The events of `/shop`, imported from TypeScript.
//!
//! `number` has become `f64`: write an integer where only whole numbers are meant.
//!
//! What TypeScript said in another way:
//!
//! * ClientToServerEvents.all(ids): takes any number of arguments, which a contract cannot say: the event was left out
//! * ClientToServerEvents.list(filter): can be left out in front of the acknowledgement, which a contract cannot say; it has to be given now
//! * ClientToServerEvents.seen(when): is a `Date`, which travels as text, as in ISO 8601
//! * ServerToClientEvents.notice(level): arrives as `null` where it was left out

use std::collections::BTreeMap;

use wigwag::{Binary, payload, socket_events};

#[socket_events(namespace = "/shop")]
pub trait Shop {
    async fn search(&self, cx: shop::Cx<Self>, query: Search) -> Page<Product>;

    #[event("order:place")]
    async fn order_place(
        &self,
        cx: shop::Cx<Self>,
        products: Vec<f64>,
    ) -> Result<OrderState, OrderError>;

    #[event(ack = "node")]
    async fn rename(&self, cx: shop::Cx<Self>, id: f64, title: String) -> Result<Product, String>;

    #[deprecated(note = "use `order:place`")]
    async fn buy(&self, cx: shop::Cx<Self>, id: f64);

    async fn list(&self, cx: shop::Cx<Self>, filter: ListFilter) -> Vec<Product>;

    async fn update(&self, cx: shop::Cx<Self>, change: UpdateChange);

    async fn hello(&self, cx: shop::Cx<Self>, name: String);

    async fn seen(&self, cx: shop::Cx<Self>, when: String, extra: serde_json::Value);

    /// A product has changed.
    #[to_client("product:changed")]
    fn product_changed(product: &Product);

    #[to_client]
    fn stock(counts: &BTreeMap<String, f64>, at: &(f64, f64));

    #[to_client]
    fn notice(text: &str, level: Option<NoticeLevel>);

    #[to_client]
    async fn confirm(question: &str) -> bool;

    #[to_client("join")]
    fn join_event(user: &UserId, role: &Role);

    #[to_client]
    fn order(state: &OrderState);

    #[to_client]
    fn tick();

    #[cluster]
    async fn refresh(&self, cx: shop::ClusterCx<Self>, revision: f64);
}

#[payload]
#[derive(Clone, Debug)]
pub struct Category {
    pub name: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub parent: Option<Box<Category>>,
    pub children: Vec<Category>,
}

#[payload]
#[derive(Clone, Debug)]
pub struct ListFilter {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub category: Option<String>,
}

#[payload]
#[derive(Clone, Debug)]
pub enum NoticeLevel {
    Info,
    Warning,
}

#[payload(tag = "code")]
#[derive(Clone, Debug)]
pub enum OrderError {
    #[serde(rename = "sold-out")]
    SoldOut,
    #[serde(rename = "too-many")]
    TooMany { max: f64 },
}

/// What has become of an order.
#[payload(tag = "kind")]
#[derive(Clone, Debug)]
pub enum OrderState {
    Placed {
        at: String,
    },
    Shipped {
        carrier: String,
        #[serde(rename = "tracking-code")]
        tracking_code: String,
    },
    Delivered,
}

#[payload]
#[derive(Clone, Debug)]
pub struct Page<T> {
    pub items: Vec<T>,
    pub next: Option<f64>,
}

/// Something that is sold.
#[payload]
#[derive(Clone, Debug)]
pub struct Product {
    pub id: f64,
    pub title: String,
    /// In cents.
    #[serde(rename = "unit-price")]
    pub unit_price: f64,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tags: Option<Vec<String>>,
    pub category: Option<Category>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub related: Option<Box<Product>>,
    pub state: ProductState,
    pub size: ProductSize,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub picture: Option<Binary>,
    pub type_: String,
}

#[payload]
#[derive(Clone, Debug)]
pub struct ProductSize {
    pub width: f64,
    pub height: f64,
}

#[payload]
#[derive(Clone, Debug)]
pub enum ProductState {
    Draft,
    #[serde(rename = "on-sale")]
    OnSale,
    Sold,
}

#[payload]
#[derive(Clone, Debug)]
pub enum Role {
    Buyer,
    Seller,
}

#[payload(untagged)]
#[derive(Clone, Debug)]
pub enum Search {
    Text(String),
    Number(f64),
    Object(SearchObject),
}

#[payload]
#[derive(Clone, Debug)]
pub struct SearchObject {
    pub text: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub limit: Option<f64>,
}

#[payload]
#[derive(Clone, Debug)]
pub struct UpdateChange {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tags: Option<Vec<String>>,
}

#[payload(brand)]
#[derive(Clone, Debug)]
pub struct UserId(pub String);
