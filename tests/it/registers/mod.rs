mod reading;
mod workbook;

/// The example register, as a region would send it: made-up people.
pub fn example() -> Vec<u8> {
    std::fs::read("tests/fixtures/registers/example.csv").expect("the example register")
}
