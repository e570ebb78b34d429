use super::*;

#[test]
fn a_task_begins_in_the_first_column_with_a_tidy_title() {
    let mut state = State::default();
    let milk = Task {
        id: TaskId(1),
        title: "Buy milk".to_owned(),
        column: Column::Todo,
        author: "Ada".to_owned(),
    };
    assert_eq!(state.add("  Buy milk ", "Ada"), Ok(milk.clone()));
    assert_eq!(state.tasks(), [milk]);
}

#[test]
fn a_title_has_bounds() {
    let mut state = State::default();
    assert_eq!(state.add("   ", "Ada"), Err(TaskError::TitleEmpty));
    assert!(state.add(&"é".repeat(120), "Ada").is_ok());
    assert_eq!(state.add(&"é".repeat(121), "Ada"), Err(TaskError::TitleTooLong { chars_max: 120 }));
}

#[test]
fn a_full_board_takes_a_task_when_another_has_gone() {
    let mut state = State::default();
    for number in 1..=200 {
        assert!(state.add(&format!("Task {number}"), "Ada").is_ok());
    }
    assert_eq!(state.add("One more", "Ada"), Err(TaskError::BoardFull { tasks_max: 200 }));
    assert_eq!(state.remove(TaskId(7)), Ok(()));
    assert_eq!(state.add("One more", "Ada").map(|task| task.id), Ok(TaskId(201)));
}

#[test]
fn a_task_moves_until_it_is_gone() {
    let mut state = State::default();
    let id = state.add("Buy milk", "Ada").unwrap().id;
    assert_eq!(state.move_to(id, Column::Done).map(|task| task.column), Ok(Column::Done));
    assert_eq!(state.remove(id), Ok(()));
    assert_eq!(state.move_to(id, Column::Todo), Err(TaskError::Gone));
    assert_eq!(state.remove(id), Err(TaskError::Gone));
}

#[test]
fn a_person_is_there_until_their_last_page_closes() {
    let mut state = State::default();
    for name in ["Grace", " Ada ", "Ada"] {
        assert!(state.enter(name).is_ok());
    }
    state.leave("Ada");
    assert_eq!(state.people(), ["Ada", "Grace"]);
    state.leave("Ada");
    assert_eq!(state.people(), ["Grace"]);
}

#[test]
fn a_name_has_bounds() {
    let mut state = State::default();
    assert_eq!(state.enter(" "), Err(Refusal::NameEmpty));
    assert!(state.enter(&"é".repeat(40)).is_ok());
    assert_eq!(state.enter(&"é".repeat(41)), Err(Refusal::NameTooLong { chars_max: 40 }));
}

#[test]
fn a_crowded_board_lets_nobody_in_until_somebody_leaves() {
    let mut state = State::default();
    for _ in 0..500 {
        assert!(state.enter("Ada").is_ok());
    }
    assert_eq!(state.enter("Grace"), Err(Refusal::Crowded));
    state.leave("Ada");
    assert_eq!(state.enter("Grace"), Ok("Grace".to_owned()));
}
