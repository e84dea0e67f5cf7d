crate::code_type! {
    /// How a relationship ended, or why it did not begin.
    Outcome {
        Planned => "planned", "Ended as planned";
        Early => "early", "Ended early";
        /// Nothing had been heard for a long time, and nobody said that it goes on.
        Dormant => "dormant", "Ended after a long silence";
        /// One of the two is no longer there.
        Left => "left", "Ended because one of you left";
        /// It may not go on: they work too closely, or contact was stopped.
        Stopped => "stopped", "Closed";
        CalledOff => "called-off", "Called off before it began";
        /// The agreement was not signed by both in time.
        NotAgreed => "not-agreed", "Not agreed in time";
        /// One said that they work together; the other did not confirm it.
        NotConfirmed => "not-confirmed", "Not confirmed";
    }
}

crate::code_type! {
    /// What one of the two would like after a review.
    Wish {
        Continue => "continue", "Go on as we are";
        Extend => "extend", "Go on, with more sessions";
        Change => "change", "Go on, and change how we work";
        End => "end", "Come to a good end";
    }
}

crate::code_type! {
    /// When the line manager or a sponsor joins, if the two want that.
    ThreeWay {
        Start => "start", "At the start";
        Review => "review", "At the review";
        End => "end", "At the end";
    }
}
