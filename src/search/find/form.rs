use crate::matching::Weight;
use crate::organisations;
use crate::platform::clock::Day;
use crate::platform::web::Choice;
use crate::platform::words;
use crate::pools::Offering;
use crate::search::Ground;
use crate::search::address::{Asked, Days, Group, PART_CODES, Search, What};
use crate::search::asker::Asking;
use crate::vocabulary::{self, List};

/// One group of the form: what there is to choose, what is chosen, and how much it matters.
#[derive(Debug, Clone)]
pub(super) struct Section {
    pub name: &'static str,
    pub weight_name: &'static str,
    pub options: Vec<Choice>,
    pub chosen: Vec<String>,
    pub weight: &'static str,
    /// The labels of what is chosen: "Confidence, delegation".
    pub summary: String,
}

impl Section {
    pub fn is_chosen(&self) -> bool {
        !self.chosen.is_empty()
    }

    /// The one value chosen, for radios.
    pub fn value(&self) -> &str {
        self.chosen.first().map_or("", String::as_str)
    }
}

/// The form over a search.
pub(super) struct Form<'a> {
    search: &'a Search,
    ground: &'a Ground,
    asking: &'a Asking,
    day: Day,
}

impl<'a> Form<'a> {
    pub const fn new(search: &'a Search, ground: &'a Ground, asking: &'a Asking, day: Day) -> Self {
        Self { search, ground, asking, day }
    }

    fn asked(&self, group: Group) -> Vec<&'a Asked> {
        self.search.asked.iter().filter(|asked| asked.what.group() == group && !asked.private).collect()
    }

    pub fn section(&self, group: Group) -> Section {
        let asked = self.asked(group);
        let usual = asked.first().map_or(Weight::Important, |asked| asked.weight);
        let mut options = self.options(group);
        let mut chosen = Vec::new();
        for asked in &asked {
            let Some(code) = asked.code(self.ground) else { continue };
            if asked.weight == usual {
                chosen.push(code);
                continue;
            }
            // Weighed apart from its group on the page of results: kept so when the form is sent again.
            let value = format!("{code}:{}", asked.weight_code());
            if let Some(option) = options.iter_mut().find(|option| option.value == code) {
                option.value.clone_from(&value);
                option.label = format!("{} ({})", option.label, asked.weight_label().to_lowercase());
            }
            chosen.push(value);
        }
        let labels: Vec<String> = asked.iter().map(|asked| asked.what.label(self.ground)).collect();
        Section {
            name: group.code(),
            weight_name: group.weight_code(),
            options,
            chosen,
            weight: asked.first().map_or("important", |asked| asked.weight_code()),
            summary: words::list(&labels),
        }
    }

    fn options(&self, group: Group) -> Vec<Choice> {
        match group {
            Group::Seniority => self.seniority(),
            Group::Where => self.places(),
            Group::Organisation => vec![
                Choice::new("different", "Somewhere other than where I work"),
                Choice::new("same", "Where I work"),
                Choice::new("", "I do not mind"),
            ],
            Group::OrganisationType => {
                organisations::types().iter().map(|known| Choice::new(known.code, known.label)).collect()
            }
            Group::Qualification => vec![
                Choice::new("5", "Level 5 or above")
                    .hint("An assessed programme such as ILM 5 or EMCC Practitioner"),
                Choice::new("7", "Level 7 or above").hint("Such as ILM 7 or EMCC Senior Practitioner"),
                Choice::new("", "I do not mind"),
            ],
            _ => group.terms().map_or_else(Vec::new, |(_, list)| self.terms(list)),
        }
    }

    fn terms(&self, list: List) -> Vec<Choice> {
        vocabulary::current(&self.ground.terms, list, self.day)
            .filter(|term| !term.sensitive)
            .map(|term| Choice::new(term.code.clone(), term.label.clone()))
            .collect()
    }

    fn seniority(&self) -> Vec<Choice> {
        let mut options = vec![
            Choice::new("above-1", "One or more bands above me"),
            Choice::new("above-2", "Two or more bands above me"),
            Choice::new("peer", "At my own level"),
            Choice::new("more-junior", "More junior than me")
                .hint("For reverse mentoring, which is also called reciprocal mentoring"),
        ];
        // A band that the address names, beside the usual choices.
        for asked in self.asked(Group::Seniority) {
            if let (What::Band(..) | What::Above(3..), Some(code)) = (&asked.what, asked.code(self.ground)) {
                options.push(Choice::new(code, asked.what.label(self.ground)));
            }
        }
        options.push(Choice::new("", "I do not mind"));
        options
    }

    fn places(&self) -> Vec<Choice> {
        let mut options = Vec::new();
        if let Some(system) = &self.asking.system {
            options.push(Choice::new("my-system", "In my area").hint(system.clone()));
        }
        if let Some(region) = &self.asking.region_code {
            let label = crate::search::address::region_label(region);
            options.push(Choice::new("my-region", "In my region").hint(label));
        }
        if self.asking.system.is_some() {
            options.push(Choice::new("another-system", "Outside my area"));
        }
        for asked in self.asked(Group::Where) {
            if let Some(code) = asked.code(self.ground)
                && !options.iter().any(|option| option.value == code)
            {
                options.push(Choice::new(code, asked.what.label(self.ground)));
            }
        }
        options.push(Choice::new("", "I do not mind"));
        options
    }

    pub fn days(&self) -> Section {
        let asked = self.asked(Group::Times);
        let times = asked.iter().find_map(|asked| match &asked.what {
            What::Times(times) => Some(times),
            _ => None,
        });
        Section {
            name: "day",
            weight_name: Group::Times.weight_code(),
            options: Days::CODES.iter().map(|(code, label)| Choice::new(*code, *label)).collect(),
            chosen: times.map_or_else(Vec::new, |times| times.days.codes().map(str::to_owned).collect()),
            weight: asked.first().map_or("important", |asked| asked.weight_code()),
            summary: times.map(crate::search::address::Times::label).unwrap_or_default(),
        }
    }

    pub fn parts(&self) -> Section {
        let days = self.days();
        let chosen = self.asked(Group::Times).iter().find_map(|asked| match &asked.what {
            What::Times(times) => Some(times.parts.iter().map(|part| part.code().to_owned()).collect()),
            _ => None,
        });
        Section {
            name: "part",
            options: PART_CODES.iter().map(|(_, code, label)| Choice::new(*code, *label)).collect(),
            chosen: chosen.unwrap_or_default(),
            ..days
        }
    }
}

/// How much something matters.
pub(super) fn weights() -> Vec<Choice> {
    vec![
        Choice::new("must", "Must have"),
        Choice::new("important", "Important"),
        Choice::new("nice", "Nice to have"),
    ]
}

/// What is looked for.
pub(super) fn offerings() -> Vec<Choice> {
    vec![
        Choice::new(Offering::Mentoring.code(), "A mentor").hint(
            "Somebody more experienced, who shares what they know. You lead. Usually longer and broader",
        ),
        Choice::new(Offering::Coaching.code(), "A coach")
            .hint("Somebody trained to help you think. Usually a few structured sessions on one goal"),
        Choice::new(Offering::Supervision.code(), "A supervisor for my own coaching").hint("For coaches"),
    ]
}
