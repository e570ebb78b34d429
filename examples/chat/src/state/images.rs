//! The bytes of the images that were posted, oldest out first.

use std::collections::VecDeque;

use bytes::Bytes;

/// Keeps images up to a number of bytes and a number of files.
#[derive(Debug)]
pub(super) struct ImageStore {
    images: VecDeque<Image>,
    bytes: usize,
    bytes_max: usize,
    count_max: usize,
}

/// One image.
#[derive(Debug)]
pub(super) struct Image {
    id: u64,
    room: String,
    bytes: Bytes,
}

impl Image {
    /// The room that it was posted to.
    pub(super) fn room(&self) -> &str {
        &self.room
    }

    /// The file.
    pub(super) fn bytes(&self) -> Bytes {
        self.bytes.clone()
    }
}

impl ImageStore {
    /// An empty store with its two bounds.
    pub(super) fn new(bytes_max: usize, count_max: usize) -> Self {
        Self { images: VecDeque::new(), bytes: 0, bytes_max, count_max }
    }

    /// Adds an image and drops the oldest ones that no longer fit.
    pub(super) fn keep(&mut self, id: u64, room: &str, bytes: Bytes) {
        self.bytes += bytes.len();
        self.images.push_back(Image { id, room: room.to_owned(), bytes });
        while (self.bytes > self.bytes_max || self.images.len() > self.count_max)
            && let Some(oldest) = self.images.pop_front()
        {
            self.bytes -= oldest.bytes.len();
        }
    }

    /// Finds an image.
    pub(super) fn get(&self, id: u64) -> Option<&Image> {
        self.images.iter().find(|image| image.id == id)
    }

    /// Drops the images of a room.
    pub(super) fn forget_room(&mut self, room: &str) {
        self.images.retain(|image| image.room != room);
        self.bytes = self.images.iter().map(|image| image.bytes.len()).sum();
    }
}

#[cfg(test)]
mod tests;
