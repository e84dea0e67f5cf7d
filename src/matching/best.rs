use std::cmp::Reverse;
use std::collections::BinaryHeap;

use super::answer::OrderKey;

/// The best so many of those offered, with their rows.
pub struct Best {
    many: usize,
    kept: BinaryHeap<Reverse<(OrderKey, usize)>>,
}

impl Best {
    pub fn new(many: usize) -> Self {
        Self { many, kept: BinaryHeap::new() }
    }

    pub const fn many(&self) -> usize {
        self.many
    }

    /// Who is offered must come before this to be kept; None while there is room.
    pub fn limit(&self) -> Option<OrderKey> {
        (self.kept.len() >= self.many).then(|| self.kept.peek().map(|worst| worst.0.0)).flatten()
    }

    /// How many more are kept whoever they are.
    pub fn room(&self) -> usize {
        self.many - self.kept.len()
    }

    pub fn offer(&mut self, key: OrderKey, row: usize) {
        if self.kept.len() < self.many {
            self.kept.push(Reverse((key, row)));
        } else if let Some(mut worst) = self.kept.peek_mut()
            && worst.0.0 < key
        {
            *worst = Reverse((key, row));
        }
    }

    /// Best first.
    pub fn into_order(self) -> Vec<(OrderKey, usize)> {
        self.kept.into_sorted_vec().into_iter().map(|Reverse(kept)| kept).collect()
    }
}
